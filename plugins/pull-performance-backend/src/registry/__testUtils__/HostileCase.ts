import { RegistryConfig } from '../config/registryConfig';
import { HttpTimeouts } from '../transport/HttpClient';
import { RegistryErrorCode } from '../types';
import { FakeRegistry } from './FakeRegistry';

/** A registry that does what none should, and what its reader is told. */
export interface HostileCase {
  title: string;
  code: RegistryErrorCode;
  says: RegExp;
  /**
   * Prepares the registry, and another server that should not be asked.
   *
   * @returns the digest to read, where it is not that of an ordinary image
   */
  make: (servers: { bad: FakeRegistry; other: FakeRegistry }) => string | void;
  config?: Partial<RegistryConfig>;
  /** The other server is configured as well. */
  otherIsConfigured?: boolean;
  timeouts?: Partial<HttpTimeouts>;
  retryAfterMs?: number;
}
