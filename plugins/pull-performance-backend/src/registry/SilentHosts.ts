import { RegistryError, Repository } from './types';

/** Failures of one host, one after the other, after which the rest of a scan leaves it alone. */
const MOST_UNREACHABLE = 3;

/** Hosts that do not answer: to wait for each of their images would hold up those of others. */
export class SilentHosts {
  private readonly failures = new Map<
    string,
    { count: number; error: RegistryError }
  >();

  private constructor() {}

  static create(): SilentHosts {
    return new SilentHosts();
  }

  /** @throws RegistryError as the host's last when it failed too often */
  check({ registry: host, name }: Repository): void {
    const { count, error } = this.failures.get(host) ?? { count: 0 };
    if (error && count >= MOST_UNREACHABLE) {
      const { code, retryAfterMs, reason, cause } = error;
      const what = `Reading ${host}/${name}`;
      throw new RegistryError({ ...reason, code, what, retryAfterMs, cause });
    }
  }

  answered(host: string): void {
    this.failures.delete(host);
  }

  failed(host: string, error: RegistryError): void {
    if (error.code !== 'unreachable') return;
    const { count } = this.failures.get(host) ?? { count: 0 };
    this.failures.set(host, { count: count + 1, error });
  }
}
