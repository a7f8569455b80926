import { ContainerTemplate, PodTemplate } from '../../simulation/objects';
import { podPlacement, RunningPod, templatePlacement } from './placement';

function renderContainer({ name, image, policy }: ContainerTemplate): object {
  return {
    name,
    image: image.reference,
    resources: { requests: { cpu: '250m', memory: '256Mi' } },
    imagePullPolicy: policy,
  };
}

/**
 * A pod's spec, as it stands in templates and in pods.
 *
 * @param pod - absent for a template
 */
export function renderPodSpec(
  template: PodTemplate,
  pod?: RunningPod,
): Record<string, unknown> {
  const { containers, runSeconds, settings } = template;
  const { serviceAccount = 'default', imagePullSecrets } = settings;
  const inits = containers.filter(({ init }) => init);
  return {
    initContainers: inits.length > 0 ? inits.map(renderContainer) : undefined,
    containers: containers.filter(({ init }) => !init).map(renderContainer),
    restartPolicy: runSeconds === undefined ? 'Always' : 'Never',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: serviceAccount,
    imagePullSecrets: imagePullSecrets?.map(name => ({ name })),
    priorityClassName: settings.priorityClass,
    nodeName: pod?.nodeName,
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...(pod ? podPlacement(template, pod) : templatePlacement(template)),
  };
}
