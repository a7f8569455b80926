import {
  SimulatedJob,
  SimulatedObject,
  SimulatedPod,
  SimulatedWorkload,
} from '../objects';
import { Release } from '../ReleaseTrain';
import {
  Controller,
  ControllerOptions,
  serviceLabels,
  templateOf,
} from './Controller';
import { ownerOf } from './DeploymentController';

/** `successfulJobsHistoryLimit` */
const HISTORY_LIMIT = 3;

/** A CronJob: a Job with one pod each time, the last few of which stay to be looked at. */
export class CronJobController implements Controller {
  private cronJob?: SimulatedWorkload;
  private jobs: { job: SimulatedJob; pod: SimulatedPod }[] = [];

  private constructor(private readonly options: ControllerOptions) {}

  static create(options: ControllerOptions): CronJobController {
    return new CronJobController(options);
  }

  begin(release: Release): void {
    const { service, timeline, changes, random } = this.options;
    this.cronJob = {
      kind: 'CronJob',
      uid: random.uid(),
      name: service.name,
      namespace: service.namespace,
      createdAtMs: timeline.nowMs - 120 * 86_400_000,
      revision: 0,
      labels: serviceLabels(service),
      template: templateOf(this.options, release),
      generation: 1,
      desired: 1,
      pods: 0,
      updated: 0,
      ready: 0,
      everyMinutes: service.everyMinutes ?? 60,
    };
    changes.record('ADDED', this.cronJob);
    this.arrangeNext();
  }

  release(release: Release): void {
    if (!this.cronJob) return;
    this.cronJob.template = templateOf(this.options, release);
    this.cronJob.generation += 1;
    this.options.changes.record('MODIFIED', this.cronJob);
  }

  scale(): void {}

  nodeAdded(): void {}

  podReady(): void {}

  podFinished(pod: SimulatedPod): void {
    this.finish(pod);
    const finished = this.jobs.filter(
      ({ job }) => job.finishedAtMs !== undefined,
    );
    for (const { job, pod: old } of finished.slice(0, -HISTORY_LIMIT)) {
      this.jobs = this.jobs.filter(one => one.job !== job);
      this.options.changes.record('DELETED', job);
      this.options.pods.delete(old);
    }
  }

  podGone(pod: SimulatedPod): void {
    this.finish(pod);
  }

  objects(): SimulatedObject[] {
    return this.cronJob
      ? [this.cronJob, ...this.jobs.map(({ job }) => job)]
      : [];
  }

  private arrangeNext(): void {
    const { timeline, service } = this.options;
    const everyMs = (service.everyMinutes ?? 60) * 60_000;
    // On the minute, as its schedule says; the controller looks once a second.
    const nextMs = Math.floor(timeline.nowMs / everyMs + 1) * everyMs + 150;
    timeline.at(nextMs, () => {
      this.run(nextMs - 150);
      this.arrangeNext();
    });
  }

  private run(scheduledAtMs: number): void {
    const { cronJob } = this;
    if (!cronJob) return;
    const { changes, pods, random, timeline } = this.options;
    cronJob.lastScheduledAtMs = scheduledAtMs;
    changes.record('MODIFIED', cronJob);
    const name = `${cronJob.name}-${Math.floor(scheduledAtMs / 60_000)}`;
    const uid = random.uid();
    const job: SimulatedJob = {
      kind: 'Job',
      uid,
      name,
      namespace: cronJob.namespace,
      createdAtMs: timeline.nowMs,
      revision: 0,
      labels: {
        ...cronJob.labels,
        'batch.kubernetes.io/controller-uid': uid,
        'batch.kubernetes.io/job-name': name,
        'controller-uid': uid,
        'job-name': name,
      },
      owner: ownerOf('batch/v1', cronJob),
      template: cronJob.template,
    };
    changes.record('ADDED', job);
    const pod = pods.create({
      namespace: job.namespace,
      generateName: `${name}-`,
      labels: job.labels,
      owner: ownerOf('batch/v1', job),
      template: job.template,
      controller: this,
    });
    this.jobs.push({ job, pod });
  }

  private finish(pod: SimulatedPod): void {
    const { changes, timeline } = this.options;
    const own = this.jobs.find(one => one.pod === pod);
    if (own && own.job.finishedAtMs === undefined) {
      own.job.finishedAtMs = timeline.nowMs;
      changes.record('MODIFIED', own.job);
    }
  }
}
