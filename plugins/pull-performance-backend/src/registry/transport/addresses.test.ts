import { guardedLookup, reachOf } from './addresses';

describe('reachOf', () => {
  it.each([
    ['93.184.216.34', 'public'],
    ['2606:2800:220:1::1', 'public'],
    ['10.1.2.3', 'internal'],
    ['172.16.0.1', 'internal'],
    ['192.168.1.1', 'internal'],
    ['100.64.0.1', 'internal'],
    ['100.100.100.200', 'internal'],
    ['fd00:ec2::254', 'internal'],
    ['127.0.0.1', 'loopback'],
    ['127.255.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['[::1]', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['::ffff:10.0.0.1', 'internal'],
    ['64:ff9b::8.8.8.8', 'public'],
    ['64:ff9b::a9fe:a9fe', 'nowhere'],
    ['64:ff9b:1::a9fe:a9fe', 'nowhere'],
    ['2002:7f00:1::', 'nowhere'],
    ['169.254.169.254', 'nowhere'],
    ['168.63.129.16', 'nowhere'],
    ['fe80::1', 'nowhere'],
    ['fec0::1', 'nowhere'],
    ['0.0.0.0', 'nowhere'],
    ['::', 'nowhere'],
    ['255.255.255.255', 'nowhere'],
    ['224.0.0.1', 'nowhere'],
    ['ff02::1', 'nowhere'],
    ['240.0.0.1', 'nowhere'],
    ['localhost', 'nowhere'],
    ['', 'nowhere'],
  ])('%s is %s', (address, reach) => {
    expect(reachOf(address)).toBe(reach);
  });
});

describe('guardedLookup', () => {
  const found = ['169.254.169.254', '10.0.0.1', '93.184.216.34'];
  const addresses = found.map(address => ({ address, family: 4 }));

  it('gives the addresses that are allowed, in both forms that connections ask for', () => {
    const lookup = guardedLookup(['public'], (_name, options, callback) => {
      expect(options.all).toBe(true);
      callback(null, addresses);
    });
    const one = jest.fn();
    lookup('example.com', {}, one);
    expect(one.mock.calls).toEqual([[null, '93.184.216.34', 4]]);
    const all = jest.fn();
    lookup('example.com', { all: true }, all);
    expect(all.mock.calls).toEqual([
      [null, [{ address: '93.184.216.34', family: 4 }]],
    ]);
  });

  it('fails when none is allowed, and when the name is not found', () => {
    const none = jest.fn();
    guardedLookup(['loopback'], (_name, _options, callback) =>
      callback(null, addresses),
    )('example.com', { all: true }, none);
    expect(none.mock.calls[0][0]).toMatchObject({
      name: 'AddressRefusedError',
    });
    const error = new Error('ENOTFOUND');
    const unknown = jest.fn();
    guardedLookup(['public'], (_name, _options, callback) =>
      callback(error, []),
    )('example.com', {}, unknown);
    expect(unknown.mock.calls[0][0]).toBe(error);
  });
});
