import { LoggerService } from '@backstage/backend-plugin-api';
import { ReflectorStatus, WatchProblem } from './types';

// A busy watch has hundreds of lines per second; nobody needs as many reports.
const REPORT_EVERY_MS = 1000;

/** Keeps what is known about one reading, and tells it on each change. A failure lasts until the server answers again. */
export class StatusReporter {
  private phase: ReflectorStatus['phase'] = 'listing';
  private lastSuccessAtMs?: number;
  private reportedAtMs = 0;
  private problem?: WatchProblem;

  private constructor(
    private readonly title: string,
    private readonly logger: LoggerService,
    private readonly onStatus: (status: ReflectorStatus) => void,
  ) {}

  static create(options: {
    /** What is read, for the log. */
    title: string;
    logger: LoggerService;
    onStatus: (status: ReflectorStatus) => void;
  }): StatusReporter {
    return new StatusReporter(options.title, options.logger, options.onStatus);
  }

  get problemCode(): string | undefined {
    return this.problem?.code;
  }

  /** A step begins. While failing, only an answer ends the failure. */
  begun(phase: 'listing' | 'watching'): void {
    if (!this.problem && this.phase !== phase) this.enter(phase);
  }

  /** The API server answered during a step. */
  succeeded(phase: 'listing' | 'watching'): void {
    this.lastSuccessAtMs = Date.now();
    if (this.problem) this.logger.info(`${this.title}: works again`);
    const changed = this.problem !== undefined || this.phase !== phase;
    this.problem = undefined;
    if (changed || this.lastSuccessAtMs - this.reportedAtMs > REPORT_EVERY_MS) {
      this.enter(phase);
    }
  }

  failed(problem: WatchProblem): void {
    const isNews =
      this.problem?.code !== problem.code || this.problem.why !== problem.why;
    this.problem = problem;
    if (isNews) {
      this.logger.warn(`${problem.what}: ${problem.why} ${problem.next}`);
    }
    this.enter('failing');
  }

  stopped(): void {
    this.problem = undefined;
    this.enter('stopped');
  }

  private enter(phase: ReflectorStatus['phase']): void {
    this.phase = phase;
    this.reportedAtMs = Date.now();
    this.onStatus({
      phase,
      ...(this.lastSuccessAtMs !== undefined && {
        lastSuccessAtMs: this.lastSuccessAtMs,
      }),
      ...(this.problem && { problem: this.problem }),
    });
  }
}
