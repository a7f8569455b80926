import { DiskMetric } from '../disks/metrics';

/** How an engine lets Backstage in. */
export type EngineAuth =
  | { kind: 'none' }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'token'; token: string }
  | { kind: 'entra'; clientId?: string; scope: string };

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
  scrapeIntervalSeconds: number;
  timeoutSeconds: number;
  queries: Readonly<Partial<Record<DiskMetric, string>>>;
}
