import { InputError } from '@backstage/errors';
import { expectForm, quantityOf } from './kubernetesForms';
import {
  ContainerResources,
  defaultPauseImage,
  defaultToolImage,
  PrepullOptions,
} from './PrepullOptions';

/** The longest time that busybox' `sleep` takes on 32 bits, 68 years. */
const FOREVER_SECONDS = '2147483647';

/**
 * The pods of a CronJob stay so long, so that all of them run at once: the scheduler spreads pods over nodes by those that run, and puts one on a node where another has
 * ended. Controllers make about 20 pods in a second.
 */
const TOGETHER_SECONDS = '60';

const toolFolder = '/prepull';

function resourcesOf(given: ContainerResources = {}) {
  const requests = { cpu: '1m', memory: '8Mi', ...given.requests };
  const limits = { cpu: '100m', memory: '32Mi', ...given.limits };
  for (const quantity of [
    ...Object.values(requests),
    ...Object.values(limits),
  ]) {
    expectForm(
      'a quantity, such as 10m or 32Mi',
      quantity,
      'The request or limit',
    );
  }
  for (const resource of ['cpu', 'memory'] as const) {
    if (quantityOf(requests[resource]) > quantityOf(limits[resource])) {
      throw new InputError(
        `The request ${requests[resource]} for ${resource} is larger than the limit ${limits[resource]}. Name both.`,
      );
    }
  }
  return { requests, limits };
}

interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: true;
}

interface ContainerParts {
  name: string;
  image: string;
  command?: readonly string[];
  volumeMounts?: readonly VolumeMount[];
}

/** A container that the policy `restricted` of PodSecurity admits, together with the pod's own security context. */
function container(parts: ContainerParts, options: PrepullOptions) {
  const { name, image, command, volumeMounts } = parts;
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    ...(command && { command: [...command] }),
    resources: resourcesOf(options.resources),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    ...(volumeMounts && { volumeMounts: [...volumeMounts] }),
  };
}

function pauseOf(options: PrepullOptions): ContainerParts {
  return { name: 'pause', image: options.pauseImage ?? defaultPauseImage };
}

function toolOf(options: PrepullOptions): ContainerParts {
  return { name: 'tool', image: options.toolImage ?? defaultToolImage };
}

/**
 * Every image is a volume of one container. It must be mounted: else garbage collection takes the image away. With the policy `Always` the kubelet would pull
 * again at every sync of the pod.
 */
function imageVolumes(options: PrepullOptions) {
  const { images, cronJob } = options;
  const volumeMounts = images.map((_, index) => ({
    name: `image-${index}`,
    mountPath: `/images/${index}`,
    readOnly: true as const,
  }));
  const holder = cronJob
    ? {
        ...toolOf(options),
        command: ['/bin/busybox', 'sleep', TOGETHER_SECONDS],
      }
    : pauseOf(options);
  return {
    containers: [container({ ...holder, volumeMounts }, options)],
    volumes: images.map((reference, index) => ({
      name: `image-${index}`,
      image: { reference, pullPolicy: 'IfNotPresent' },
    })),
  };
}

/**
 * A static busybox, copied into a volume, is run in every image, which needs no file of its own for it. With a DaemonSet it stays, so that the images count as in
 * use. busybox does what the name says under which it is called.
 */
function copiedBinary(options: PrepullOptions) {
  const { images, cronJob } = options;
  const program = `${toolFolder}/sleep`;
  const tool = {
    ...toolOf(options),
    command: ['/bin/busybox', 'cp', '/bin/busybox', program],
    volumeMounts: [{ name: 'tool', mountPath: toolFolder }],
  };
  return {
    initContainers: [container(tool, options)],
    containers: images.map((image, index) =>
      container(
        {
          name: `image-${index}`,
          image,
          command: [program, cronJob ? TOGETHER_SECONDS : FOREVER_SECONDS],
          volumeMounts: [
            { name: 'tool', mountPath: toolFolder, readOnly: true },
          ],
        },
        options,
      ),
    ),
    volumes: [{ name: 'tool', emptyDir: { sizeLimit: '16Mi' } }],
  };
}

/** The shell of every image ends at once, that of a CronJob a little later; `sleep` may be missing in an image with a shell. */
function shell(options: PrepullOptions) {
  const { images, cronJob } = options;
  const line = cronJob ? `sleep ${TOGETHER_SECONDS} || exit 0` : 'exit 0';
  const shells = images.map((image, index) =>
    container(
      { name: `image-${index}`, image, command: ['sh', '-c', line] },
      options,
    ),
  );
  return cronJob
    ? { containers: shells }
    : {
        initContainers: shells,
        containers: [container(pauseOf(options), options)],
      };
}

/** The image that the pods need besides those that they pull. */
export function helperImage(
  options: Pick<
    PrepullOptions,
    'technique' | 'cronJob' | 'pauseImage' | 'toolImage'
  >,
): string | undefined {
  const { technique, cronJob } = options;
  const needsTool =
    technique === 'copied-binary' || (technique === 'image-volume' && cronJob);
  if (needsTool) {
    return options.toolImage ?? defaultToolImage;
  }
  return cronJob ? undefined : options.pauseImage ?? defaultPauseImage;
}

/** The containers and volumes through which the images come onto a node. */
export function prepullContainers(options: PrepullOptions) {
  switch (options.technique) {
    case 'image-volume':
      return imageVolumes(options);
    case 'copied-binary':
      return copiedBinary(options);
    default:
      return shell(options);
  }
}
