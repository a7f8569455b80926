/**
 * Names of the scaffolder's templates that come with these plugins; they are in the namespace `default`.
 *
 * @public
 */
export const fixTemplates = {
  prepull: 'add-prepull-daemonset',
  estargz: 'add-estargz-build',
  pullPolicy: 'set-pull-policy',
} as const;

/**
 * Values of the form of `add-prepull-daemonset`. What else the manifests need is read from the scorecard when the template runs.
 *
 * @public
 */
export interface PrepullFormValues {
  /** `component:default/web`. */
  entityRef: string;
  /** The workload, `cluster/namespace/Kind/name`: see {@link formatTarget}. */
  target: string;
  /** References as pods name them. */
  images: string[];
  /** On every node at any time, or by a schedule. */
  mode?: 'daemonset' | 'cronjob';
  /** Cron expression, for `cronjob`. */
  schedule?: string;
  technique?: 'auto' | 'image-volume' | 'copied-binary' | 'shell';
}

/**
 * Values of the form of `add-estargz-build`.
 *
 * @public
 */
export interface EstargzFormValues {
  entityRef: string;
  /** Reference of the image that is built, with its tag or without. */
  image: string;
}

/**
 * Values of the form of `set-pull-policy`.
 *
 * @public
 */
export interface PullPolicyFormValues {
  entityRef: string;
  /** The workload, `cluster/namespace/Kind/name`: see {@link formatTarget}. */
  target: string;
  /** Names of containers whose policy changes; by default all of which the policy is `Always`. */
  containers?: string[];
}
