import {
  Owner,
  SimulatedObject,
  SimulatedPod,
  SimulatedReplicaSet,
  SimulatedWorkload,
} from '../objects';
import { PodRequest } from '../Pods';
import { Release } from '../ReleaseTrain';
import {
  Controller,
  ControllerOptions,
  serviceLabels,
  templateOf,
} from './Controller';

const MAX_SURGE = 0.25;
const MAX_UNAVAILABLE = 0.25;
/** ReplicaSets without pods that are kept for a rollback. */
const HISTORY_LIMIT = 3;

interface Revision {
  set: SimulatedReplicaSet;
  pods: Set<SimulatedPod>;
}

/** A Deployment with its ReplicaSets: rolls releases out 25 % at a time. */
export class DeploymentController implements Controller {
  private deployment?: SimulatedWorkload;
  /** The oldest first; the last one is what should run. */
  private revisions: Revision[] = [];

  private constructor(private readonly options: ControllerOptions) {}

  static create(options: ControllerOptions): DeploymentController {
    return new DeploymentController(options);
  }

  begin(release: Release, desired: number): void {
    const { service, timeline, changes, pods, random } = this.options;
    const sinceMs = timeline.nowMs - random.between(1, 9) * 86_400_000;
    this.deployment = {
      kind: 'Deployment',
      uid: random.uid(),
      name: service.name,
      namespace: service.namespace,
      createdAtMs: sinceMs - 90 * 86_400_000,
      revision: 0,
      labels: serviceLabels(service),
      template: templateOf(this.options, release),
      generation: 1,
      desired,
      pods: 0,
      updated: 0,
      ready: 0,
    };
    changes.record('ADDED', this.deployment);
    const revision = this.addRevision(this.deployment);
    for (let index = 0; index < desired; index += 1) {
      const pod = pods.createRunning(this.requestOf(revision), sinceMs);
      if (pod) revision.pods.add(pod);
    }
    this.tell();
  }

  release(release: Release): void {
    const { deployment } = this;
    if (!deployment) return;
    deployment.template = templateOf(this.options, release);
    deployment.generation += 1;
    this.addRevision(deployment);
    this.reconcile();
    this.prune();
  }

  scale(desired: number): void {
    const { deployment } = this;
    if (!deployment || deployment.desired === desired) return;
    const current = this.revisions.at(-1);
    const verb = desired > deployment.desired ? 'up' : 'down';
    if (current) {
      this.options.events.ofWorkload(deployment, {
        type: 'Normal',
        reason: 'ScalingReplicaSet',
        message: `Scaled ${verb} replica set ${current.set.name} from ${deployment.desired} to ${desired}`,
        component: 'deployment-controller',
      });
    }
    deployment.desired = desired;
    deployment.generation += 1;
    this.reconcile();
  }

  nodeAdded(): void {}

  podReady(): void {
    this.reconcile();
  }

  podFinished(): void {}

  podGone(pod: SimulatedPod): void {
    for (const { pods } of this.revisions) pods.delete(pod);
    this.reconcile();
  }

  objects(): SimulatedObject[] {
    return this.deployment
      ? [this.deployment, ...this.revisions.map(({ set }) => set)]
      : [];
  }

  private addRevision(deployment: SimulatedWorkload): Revision {
    const { changes, random, service, timeline } = this.options;
    const hash = random.suffix(random.integer(9, 10));
    const set: SimulatedReplicaSet = {
      kind: 'ReplicaSet',
      uid: random.uid(),
      name: `${service.name}-${hash}`,
      namespace: service.namespace,
      createdAtMs: timeline.nowMs,
      revision: 0,
      labels: { ...serviceLabels(service), 'pod-template-hash': hash },
      owner: ownerOf('apps/v1', deployment),
      template: deployment.template,
      templateHash: hash,
      deploymentRevision: deployment.generation,
      desired: 0,
      pods: 0,
      ready: 0,
    };
    const revision = { set, pods: new Set<SimulatedPod>() };
    this.revisions.push(revision);
    changes.record('ADDED', set);
    return revision;
  }

  private requestOf({ set }: Revision): PodRequest {
    return {
      namespace: set.namespace,
      generateName: `${set.name}-`,
      labels: set.labels,
      owner: ownerOf('apps/v1', set),
      template: set.template,
      controller: this,
    };
  }

  /** One step towards what should be, as far as surge and unavailability allow. */
  private reconcile(): void {
    const { deployment } = this;
    const current = this.revisions.at(-1);
    if (!deployment || !current) return;
    const { pods } = this.options;
    const { desired } = deployment;
    const old = this.revisions.slice(0, -1).flatMap(one => [...one.pods]);
    const oldAlive = old.filter(isStaying);
    const alive = [...current.pods].filter(isStaying);

    const most = desired + Math.ceil(MAX_SURGE * desired);
    let total = oldAlive.length + alive.length;
    for (let count = alive.length; count < desired && total < most; count++) {
      current.pods.add(pods.create(this.requestOf(current)));
      total += 1;
    }
    // The newest go first.
    for (const pod of alive.slice(desired)) pods.delete(pod);

    const fewestReady = desired - Math.floor(MAX_UNAVAILABLE * desired);
    let ready = [...oldAlive, ...alive.slice(0, desired)].filter(
      isReady,
    ).length;
    for (const pod of oldAlive) {
      if (!isReady(pod)) {
        pods.delete(pod);
      } else if (ready > fewestReady) {
        ready -= 1;
        pods.delete(pod);
      }
    }
    this.tell();
  }

  private tell(): void {
    const { deployment } = this;
    if (!deployment) return;
    const { changes } = this.options;
    const counts = { pods: 0, updated: 0, ready: 0 };
    this.revisions.forEach(({ set, pods }, index) => {
      const staying = [...pods].filter(isStaying);
      const ready = staying.filter(isReady).length;
      const newest = index === this.revisions.length - 1;
      counts.pods += staying.length;
      counts.ready += ready;
      if (newest) counts.updated = staying.length;
      const now = { desired: staying.length, pods: staying.length, ready };
      if (assignChanged(set, now)) changes.record('MODIFIED', set);
    });
    if (assignChanged(deployment, counts)) {
      changes.record('MODIFIED', deployment);
    }
  }

  private prune(): void {
    const empty = this.revisions
      .slice(0, -1)
      .filter(({ pods }) => pods.size === 0);
    for (const revision of empty.slice(0, -HISTORY_LIMIT)) {
      this.revisions = this.revisions.filter(one => one !== revision);
      this.options.changes.record('DELETED', revision.set);
    }
  }
}

/** How others name an object as their controller. */
export function ownerOf(
  apiVersion: string,
  object: { kind: string; name: string; uid: string },
): Owner {
  const { kind, name, uid } = object;
  return { apiVersion, kind, name, uid };
}

/** Takes over values; true when one of them is new. */
export function assignChanged<T extends object>(
  target: T,
  values: Partial<T>,
): boolean {
  const changed = Object.entries(values).some(
    ([key, value]) => Reflect.get(target, key) !== value,
  );
  if (changed) Object.assign(target, values);
  return changed;
}

export function isStaying(pod: SimulatedPod): boolean {
  return pod.deletedAtMs === undefined;
}

export function isReady(pod: SimulatedPod): boolean {
  return pod.readyAtMs !== undefined;
}
