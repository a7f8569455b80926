import { LoggerService } from '@backstage/backend-plugin-api';
import { LogLimit } from '../LogLimit';
import { ReflectorStatus, WatchProblem } from './types';

// A busy watch has hundreds of lines per second; nobody needs as many reports.
const REPORT_EVERY_MS = 1000;
/** Failures that come and go are told in full by the status; the log needs to know only that there are some. */
const MAX_LOGGED_FAILURES = 5;
const LOGGED_WITHIN_MS = 3_600_000;

/** Keeps what is known about one reading, and tells it on each change. A failure lasts until the server answers again. */
export class StatusReporter {
  private phase: ReflectorStatus['phase'] = 'listing';
  private lastSuccessAtMs?: number;
  private reportedAtMs = 0;
  private problem?: WatchProblem;
  private failureWasLogged = false;
  private readonly logLimit = LogLimit.create({
    maxLines: MAX_LOGGED_FAILURES,
    withinMs: LOGGED_WITHIN_MS,
  });

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

  /** The API server answered, but no more than before it failed: that it works again is not shown yet. */
  answered(): void {
    this.lastSuccessAtMs = Date.now();
  }

  /** The API server answered during a step. */
  succeeded(phase: 'listing' | 'watching'): void {
    this.lastSuccessAtMs = Date.now();
    if (this.failureWasLogged) {
      this.logger.info(`${this.title}: works again`);
      this.failureWasLogged = false;
    }
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
    if (isNews && this.logLimit.takes()) {
      this.failureWasLogged = true;
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
