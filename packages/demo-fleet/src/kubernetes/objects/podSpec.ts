import { ContainerTemplate, PodTemplate } from '../../simulation/objects';

function renderContainer({ name, image, policy }: ContainerTemplate): object {
  return {
    name,
    image: image.reference,
    resources: { requests: { cpu: '250m', memory: '256Mi' } },
    imagePullPolicy: policy,
  };
}

/** A pod's spec, as it stands in pods and in templates. */
export function renderPodSpec(
  template: PodTemplate,
  nodeName?: string,
): Record<string, unknown> {
  const { containers, pool, runSeconds } = template;
  const inits = containers.filter(({ init }) => init);
  return {
    initContainers: inits.length > 0 ? inits.map(renderContainer) : undefined,
    containers: containers.filter(({ init }) => !init).map(renderContainer),
    restartPolicy: runSeconds === undefined ? 'Always' : 'Never',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    nodeSelector: pool ? { 'kubernetes.azure.com/agentpool': pool } : undefined,
    serviceAccountName: 'default',
    nodeName,
    securityContext: {},
    schedulerName: 'default-scheduler',
  };
}
