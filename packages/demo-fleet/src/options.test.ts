import { parseOptions } from './options';

describe('parseOptions', () => {
  it('has defaults for all but the state directory', () => {
    expect(parseOptions(['--state-directory', '/tmp/x'])).toEqual({
      stateDirectory: '/tmp/x',
      seed: 1,
      historyDays: 30,
      push: undefined,
    });
    expect(
      parseOptions([
        ...['--state-directory', '/tmp/x', '--seed=0', '--history-days', '7'],
        ...['--push-url', 'http://localhost/v1/logs'],
        ...['--push-token-file', '/tmp/token'],
      ]),
    ).toEqual({
      stateDirectory: '/tmp/x',
      seed: 0,
      historyDays: 7,
      push: { url: 'http://localhost/v1/logs', tokenFile: '/tmp/token' },
    });
  });

  it.each([
    [[], '--state-directory is missing'],
    [['--seed', 'x'], "--seed is 'x', but must be a whole number from 0"],
    [['--seed=-1'], "--seed is '-1'"],
    [['--history-days', '91'], 'from 1 to 90'],
    [['--push-url', 'http://x'], 'name both or neither'],
    [['--push-url', 'ftp://x', '--push-token-file', 'y'], 'http(s) URL'],
    [['--strange'], "Unknown option '--strange'"],
  ])('says what is wrong with %j', (args, message) => {
    const state = args.length > 0 ? ['--state-directory', 'x'] : [];
    expect(() => parseOptions([...state, ...args])).toThrow(message);
  });
});
