import { HttpAnswer } from './HttpClient';
import { badAnswer, StepFailure } from './StepFailure';
import { retryAfterMs } from './retryAfter';

/** When a registry refuses more requests and does not say for how long. */
const defaultWaitMs = 60_000;

/** The codes of distribution-spec's errors: what else a registry writes is not repeated. */
const errorCode =
  /"code"\s*:\s*"((?:BLOB|MANIFEST|NAME|SIZE|DIGEST|TAG)_(?:UNKNOWN|INVALID|BLOB_UNKNOWN|UNVERIFIED)|UNAUTHORIZED|DENIED|UNSUPPORTED|TOOMANYREQUESTS)"/;

/** The failure that an answer means which is not a success. */
export function statusFailure(options: {
  answer: HttpAnswer;
  /** What was asked: `The registry` or `Its token service`. */
  who: string;
  /** As references name it. */
  registry: string;
  hasCredentials: boolean;
  nowMs: number;
}): StepFailure {
  const { answer, who, registry, hasCredentials, nowMs } = options;
  const { status, headers, url } = answer;
  const named = `${who} ('${url.host}')`;
  const waitMs = retryAfterMs(headers, nowMs);
  const code = errorCode.exec(answer.body.toString('latin1'))?.[1];
  const said = `HTTP ${status}${code ? `, ${code}` : ''}`;
  if (status === 401 || status === 403) {
    return hasCredentials
      ? new StepFailure({
          code: 'unauthorized',
          why: `${named} does not accept the credentials that Backstage has for it, or they may not read this repository (${said}).`,
          next: 'Check that they are valid and may pull from this repository, and whether a firewall of the registry lets Backstage in.',
        })
      : new StepFailure({
          code: 'unauthorized',
          why: `${named} does not show this repository to everybody (${said}).`,
          next: `Add credentials for '${registry}' under pullPerformance.registries in app-config.yaml. Some registries also answer so when a repository does not exist: check the image's name.`,
        });
  }
  if (status === 404) {
    return new StepFailure({
      code: 'not-found',
      why: `${named} does not know it (${said}).`,
      next: 'It may have been deleted. Some registries also answer so when the credentials may not read the repository.',
    });
  }
  if (status === 429) {
    return new StepFailure({
      code: 'rate-limited',
      why: `${named} accepts no more requests for now (${said}).`,
      next: 'Nothing to do: it is asked again when the time has passed. Credentials often raise the limit.',
      retryAfterMs: waitMs ?? defaultWaitMs,
    });
  }
  if (status >= 500) {
    return new StepFailure({
      code: 'registry-unavailable',
      why: `${named} has a problem of its own (${said}).`,
      next: 'Nothing to do if it passes; otherwise ask those who run the registry.',
      retryAfterMs: waitMs,
    });
  }
  return badAnswer(`${named} answers ${said}.`);
}
