import { lookup as dnsLookup, LookupAddress, LookupOptions } from 'node:dns';
import { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Where an address leads to; nobody has a registry at one that leads `nowhere`. */
export type Reach = 'public' | 'internal' | 'loopback' | 'nowhere';

const internalRanges = ['private', 'uniqueLocal', 'carrierGradeNat'];
/** A public address by its number, but each Azure VM finds its host there. */
const azureHost = '168.63.129.16';

/**
 * Where an IP address leads to, as IANA's registries of special addresses say. Link-local addresses, at which clouds tell a
 * machine its secrets, lead nowhere; so does what is no address.
 */
export function reachOf(address: string): Reach {
  const plain = address.replace(/^\[(.*)\]$/, '$1');
  if (!ipaddr.isValid(plain)) return 'nowhere';
  // Takes an IPv4 address out of an IPv6 one.
  const parsed = ipaddr.process(plain);
  const range = parsed.range();
  if (range === 'rfc6052') {
    // NAT64: the last four bytes are the IPv4 address that is meant.
    return reachOf(parsed.toByteArray().slice(-4).join('.'));
  }
  if (parsed.toString() === azureHost) return 'nowhere';
  if (range === 'unicast') {
    const [firstByte] = parsed.toByteArray();
    // Of IPv6 only 2000::/3 is given out.
    const isGivenOut = parsed.kind() === 'ipv4' || firstByte >> 5 === 1;
    return isGivenOut ? 'public' : 'nowhere';
  }
  if (range === 'loopback') return 'loopback';
  return internalRanges.includes(range) ? 'internal' : 'nowhere';
}

/** The address of a host leads where nobody allowed to go. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

/** Finds the addresses of a name, as `dns.lookup` does with `all: true`. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (
    error: NodeJS.ErrnoException | null,
    addresses: LookupAddress[],
  ) => void,
) => void;

/**
 * A lookup for connections that gives only addresses of the wanted reach. Because it is the connection's own, a name server
 * that changes its mind between check and connection gains nothing.
 */
export function guardedLookup(
  reaches: readonly Reach[],
  lookup: Lookup = dnsLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const allowed = error
        ? []
        : found.filter(({ address }) => reaches.includes(reachOf(address)));
      const [first] = allowed;
      if (error || !first) {
        callback(
          error ?? new AddressRefusedError('No address that is allowed'),
          [],
        );
      } else if (options.all) {
        callback(null, allowed);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}
