import { mockServices } from '@backstage/backend-test-utils';
import { RegistryCredentialsProvider } from 'backstage-plugin-pull-performance-node';
import { RegistryConfig } from '../config/registryConfig';
import { OciRegistry } from '../OciRegistry';
import { Lookup } from '../transport/addresses';
import { HttpTimeouts } from '../transport/HttpClient';
import { FakeRegistry } from './FakeRegistry';

/** Fake registries of a test, and clients that read them; all end together. */
export class Registries {
  /** The clients' clock, epoch milliseconds. */
  nowMs = Date.UTC(2026, 10, 22);
  readonly logger = mockServices.logger.mock();
  private readonly endings: (() => Promise<unknown>)[] = [];

  /** Starts a registry on loopback. */
  async start(): Promise<FakeRegistry> {
    const fake = await FakeRegistry.start();
    this.defer(() => fake.stop());
    return fake;
  }

  /** A client for which a fake registry is configured, and others. */
  open(
    fake: FakeRegistry,
    options: {
      config?: Partial<RegistryConfig>;
      others?: RegistryConfig[];
      credentials?: RegistryCredentialsProvider[];
      timeouts?: Partial<HttpTimeouts>;
      lookup?: Lookup;
    } = {},
  ): OciRegistry {
    const { config, others = [], credentials = [], ...more } = options;
    const registry = OciRegistry.create({
      config: [{ ...fake.config, ...config }, ...others],
      credentials,
      logger: this.logger,
      now: () => this.nowMs,
      ...more,
    });
    this.defer(() => registry.close());
    return registry;
  }

  defer(end: () => Promise<unknown>): void {
    this.endings.push(end);
  }

  async end(): Promise<void> {
    await Promise.all(this.endings.splice(0).map(end => end()));
  }
}
