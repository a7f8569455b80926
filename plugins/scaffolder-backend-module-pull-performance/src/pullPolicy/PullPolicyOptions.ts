/** What a pod of the workload shows of a container. */
export interface RunningContainer {
  name: string;
  image: string;
  pullPolicy?: string;
}

/** What is to be set, and what is known. */
export interface PullPolicyOptions {
  workload: {
    kind: string;
    name: string;
    namespace?: string;
    /** Of its newest pod; empty while none was seen. */
    containers: readonly RunningContainer[];
  };
  /** What the registry tells of the images that run. */
  images: readonly { reference: string; tagMoved?: boolean }[];
  /** Names of containers; by default those with the policy `Always`. */
  containers: readonly string[];
  tagsAreImmutable: boolean;
  /** Path of the manifest or of Helm's values, where it is not found. */
  manifest?: string;
}

/** What came of it for one container. */
export interface PolicyChange {
  container: string;
  file: string;
  /** What the manifest said; absent where it said nothing. */
  before?: string;
  /** Why it stays; absent where the policy is set, or is so already. */
  whyNot?: string;
  isSet: boolean;
}

export const wantedPolicy = 'IfNotPresent';
