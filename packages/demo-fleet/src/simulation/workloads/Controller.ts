import { ServiceDefinition } from '../../definitions/types';
import { ChangeLog } from '../ChangeLog';
import { EventRecorder } from '../EventRecorder';
import { ImageFactory } from '../ImageFactory';
import { imageRelease } from '../imageReleases';
import {
  PodController,
  PodTemplate,
  SimulatedNode,
  SimulatedObject,
} from '../objects';
import { Pods } from '../Pods';
import { Random } from '../Random';
import { Release } from '../ReleaseTrain';
import { Timeline } from '../Timeline';

/** What controllers work with. */
export interface ControllerOptions {
  service: ServiceDefinition;
  pool: string | undefined;
  timeline: Timeline;
  changes: ChangeLog;
  events: EventRecorder;
  images: ImageFactory;
  pods: Pods;
  random: Random;
}

/** Keeps one service running in one cluster. */
export interface Controller extends PodController {
  /** Sets up what has been there since before the simulation began. */
  begin(release: Release, desired: number): void;
  release(release: Release): void;
  scale(desired: number): void;
  nodeAdded(node: SimulatedNode): void;
  /** Its objects besides pods. */
  objects(): SimulatedObject[];
}

/**
 * Labels of everything of a service; the Kubernetes plugin finds it by the second one. They begin with
 * `demo-`, as a real service of the same name would show the simulated pulls as its own.
 */
export function serviceLabels({
  name,
}: Pick<ServiceDefinition, 'name'>): Readonly<Record<string, string>> {
  return {
    app: `demo-${name}`,
    'backstage.io/kubernetes-id': `demo-${name}`,
  };
}

/** What pods of a release are like. */
export function templateOf(
  options: Pick<ControllerOptions, 'service' | 'pool' | 'images'>,
  release: Release,
): PodTemplate {
  const { service, pool, images } = options;
  return {
    service: service.name,
    pool,
    settings: service.settings ?? {},
    slots: service.slots ?? 1,
    startSeconds: service.startSeconds,
    runSeconds: service.runSeconds,
    containers: service.containers.map(({ name, image, policy, init }) => ({
      name,
      init: init ?? false,
      policy: policy ?? 'IfNotPresent',
      image: images.build(image, imageRelease(service, image, release)),
    })),
  };
}
