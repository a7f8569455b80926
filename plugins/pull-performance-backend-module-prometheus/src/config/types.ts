import { DiskMetric } from '../disks/metrics';
import { PullMetric } from '../pulls/metrics';

/** How an engine lets Backstage in. */
export type EngineAuth =
  | { kind: 'none' }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'token'; token: string }
  | { kind: 'entra'; clientId?: string; scope: string };

/** What the owner of nodes knows of their image disks. */
export interface ConfiguredLimit {
  /** Absent: all. */
  nodePools?: readonly string[];
  name: string;
  iops?: number;
  bytesPerSecond?: number;
}

/** One entry of `pullPerformance.nodeDisks.prometheus`, read and checked. */
export interface EngineConfig {
  /** Where it stands in the configuration, for messages: `pullPerformance.nodeDisks.prometheus[0]`. */
  key: string;
  cluster: string;
  /** Ends without a slash: `https://mimir.example.com/prometheus`. */
  url: string;
  auth: EngineAuth;
  /** By lower-case name. */
  headers: Readonly<Record<string, string>>;
  ca?: string;
  /** For the inside of braces; empty when there are none. */
  matchers: string;
  nodeLabels: readonly string[];
  imagePath: string;
  device?: string;
  limits: readonly ConfiguredLimit[];
  scrapeIntervalSeconds: number;
  timeoutSeconds: number;
  queries: Readonly<Partial<Record<DiskMetric, string>>>;
  pullQueries: Readonly<Partial<Record<PullMetric, string>>>;
}
