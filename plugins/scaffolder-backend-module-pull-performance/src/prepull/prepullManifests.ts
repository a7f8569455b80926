import { InputError } from '@backstage/errors';
import { changeMarkerLabel } from 'backstage-plugin-pull-performance-common';
import { prepullContainers } from './containers';
import { expectCronSchedule, expectTimeZone } from './cronSchedule';
import { expectReference } from './images';
import { expectFew, expectForm, prepullName } from './kubernetesForms';
import { markerOf } from './marker';
import { nodePlacement } from './nodePlacement';
import { PrepullOptions, PrepullSchedule } from './PrepullOptions';

const MAX_NODES = 5_000;
const MAX_SECRETS = 20;
/** Room for what Kubernetes adds to the names of its jobs. */
const MAX_CRON_JOB_NAME_LENGTH = 52;

/** An object of Kubernetes. */
export interface KubernetesManifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  spec: object;
}

/** What is written, and by which label its pods are known. */
export interface PrepullManifests {
  name: string;
  /** Value of the label `pull-performance/change` on the pods: it depends on what is written and on nothing else. */
  marker: string;
  manifests: KubernetesManifest[];
}

/** The annotation that says for which workload an object is. */
export const workloadAnnotation = 'pull-performance/workload';

/** The labels that select the pods; they never change, and no service's selector has them. */
function selectorOf(name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/component': 'image-prepull',
  };
}

/** The labels of the pods, and of what makes them. */
export function prepullLabels(
  name: string,
  marker?: string,
): Record<string, string> {
  return {
    ...selectorOf(name),
    'app.kubernetes.io/managed-by': 'pull-performance',
    ...(marker !== undefined && { [changeMarkerLabel]: marker }),
  };
}

interface Parts {
  name: string;
  /** Absent while it is being computed. */
  marker?: string;
  options: PrepullOptions;
}

function podSpec(options: PrepullOptions) {
  const { settings = {}, priorityClassName } = options;
  const { serviceAccount, imagePullSecrets = [], runtimeClass } = settings;
  const form = 'a name of small letters, digits, dashes and dots';
  expectFew(imagePullSecrets, MAX_SECRETS, 'pull secrets');
  imagePullSecrets.forEach(secret =>
    expectForm(form, secret, 'The pull secret'),
  );
  for (const [text, what] of [
    [serviceAccount, 'The service account'],
    [runtimeClass, 'The runtime class'],
    [priorityClassName, 'The priority class'],
  ]) {
    if (text) {
      expectForm(form, text, what ?? '');
    }
  }
  return {
    ...(serviceAccount && { serviceAccountName: serviceAccount }),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 0,
    ...(imagePullSecrets.length > 0 && {
      imagePullSecrets: [...new Set(imagePullSecrets)].map(name => ({ name })),
    }),
    ...(priorityClassName && { priorityClassName }),
    ...(runtimeClass && { runtimeClassName: runtimeClass }),
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...nodePlacement(options),
    ...prepullContainers(options),
  };
}

function podTemplate({ name, marker, options }: Parts, more: object = {}) {
  return {
    metadata: {
      labels: {
        ...prepullLabels(name, marker),
        // A proxy would be put into the pods, and a job with one never ends.
        'sidecar.istio.io/inject': 'false',
      },
      annotations: { 'linkerd.io/inject': 'disabled' },
    },
    spec: { ...more, ...podSpec(options) },
  };
}

function daemonSetSpec(parts: Parts) {
  const { maxUnavailable = '10%' } = parts.options;
  expectForm(
    'a number or a percentage, such as 10%',
    maxUnavailable,
    'maxUnavailable',
  );
  return {
    selector: { matchLabels: selectorOf(parts.name) },
    updateStrategy: {
      type: 'RollingUpdate',
      rollingUpdate: {
        maxUnavailable: maxUnavailable.endsWith('%')
          ? maxUnavailable
          : Number(maxUnavailable),
      },
    },
    template: podTemplate(parts),
  };
}

function cronJobSpec(parts: Parts, cronJob: PrepullSchedule) {
  const { schedule, timeZone = 'Etc/UTC', nodes } = cronJob;
  expectCronSchedule(schedule);
  expectTimeZone(timeZone);
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > MAX_NODES) {
    throw new InputError(
      `A CronJob needs the number of nodes, from 1 to ${MAX_NODES}: one pod runs on each.`,
    );
  }
  return {
    schedule,
    timeZone,
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 1,
    jobTemplate: {
      spec: {
        parallelism: nodes,
        completions: nodes,
        backoffLimit: 3,
        activeDeadlineSeconds: 3600,
        // While its pods are there, routine garbage collection spares their images.
        ttlSecondsAfterFinished: 86_400,
        template: podTemplate(parts, {
          restartPolicy: 'Never',
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'DoNotSchedule',
              // With fewer nodes than pods some get two, rather than pods that wait and make an autoscaler add nodes.
              nodeTaintsPolicy: 'Honor',
              labelSelector: { matchLabels: selectorOf(parts.name) },
            },
          ],
        }),
      },
    },
  };
}

function manifestOf(parts: Parts): KubernetesManifest {
  const { name, marker, options } = parts;
  const { workload, cronJob } = options;
  const ref = `${workload.kind}/${workload.name}`;
  return {
    apiVersion: cronJob ? 'batch/v1' : 'apps/v1',
    kind: cronJob ? 'CronJob' : 'DaemonSet',
    metadata: {
      name,
      ...(workload.namespace && { namespace: workload.namespace }),
      labels: prepullLabels(name, marker),
      annotations: {
        [workloadAnnotation]: ref,
        'pull-performance/purpose': `Pulls the images of ${ref} onto its nodes, so that new pods do not wait for them.`,
        'pull-performance/undo':
          'Delete this object where it is kept; the workload itself does not need it.',
      },
    },
    spec: cronJob ? cronJobSpec(parts, cronJob) : daemonSetSpec(parts),
  };
}

/**
 * What brings the images of a workload onto its nodes before its pods need them: a DaemonSet or a CronJob that the policy `restricted` of PodSecurity admits.
 *
 * @throws InputError when a value has no form that Kubernetes accepts
 */
export function prepullManifests(options: PrepullOptions): PrepullManifests {
  const { workload, images, cronJob, pauseImage, toolImage } = options;
  const subdomain = 'a name of small letters, digits, dashes and dots';
  expectForm('a kind, such as Deployment', workload.kind, 'The kind');
  expectForm(subdomain, workload.name, 'The workload');
  const name = options.name ?? prepullName(workload);
  const nameForm = 'a name of at most 63 small letters, digits and dashes';
  expectForm(nameForm, name, 'The name');
  if (workload.namespace) {
    expectForm(nameForm, workload.namespace, 'The namespace');
  }
  for (const image of [...images, pauseImage, toolImage]) {
    if (image !== undefined) {
      expectReference(image, 'The image');
    }
  }
  if (cronJob && name.length > MAX_CRON_JOB_NAME_LENGTH) {
    throw new InputError(
      `The name ${JSON.stringify(
        name,
      )} of a CronJob is longer than ${MAX_CRON_JOB_NAME_LENGTH} characters.`,
    );
  }
  const marker = markerOf(manifestOf({ name, options }));
  return { name, marker, manifests: [manifestOf({ name, marker, options })] };
}
