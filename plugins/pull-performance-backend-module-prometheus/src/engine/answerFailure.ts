import { IncomingHttpHeaders } from 'node:http';
import { EngineConfig } from '../config/types';
import { EngineFailure, EngineFailureCode } from './EngineFailure';
import { engineText } from './engineText';

const longestError = 300;
const longestQuery = 400;

/** An answer that is no success. */
export interface FailedAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Its beginning. */
  body: Uint8Array;
  /** How long it asks to wait. */
  waitMs?: number;
  query: { what: string; query: string; setting?: 'queries' | 'pullQueries' };
  host: string;
  config: EngineConfig;
  secrets: readonly string[];
}

/** The failure that an answer means. */
export function answerFailure(answer: FailedAnswer): EngineFailure {
  const { status, host, config } = answer;
  const { key } = config;
  const error = engineError(answer);
  const said = saidBy(answer, error);
  if (status === 401 || status === 403) return unauthorized(answer, said);
  if (status === 404) {
    return new EngineFailure({
      code: 'prometheus-not-found',
      why: `'${host}' knows no query API at ${pathOf(config)} (${said}).`,
      next: `Give ${key}.url the engine's path: none for Prometheus and Thanos Query, /prometheus for Mimir, /select/0/prometheus for a cluster of VictoriaMetrics.`,
      ofEngine: true,
    });
  }
  if (status >= 300 && status < 400) {
    return new EngineFailure({
      code: 'prometheus-redirected',
      why: `'${host}' sends readers elsewhere (${said}${target(
        answer,
      )}), and Backstage does not take its credentials there.`,
      next: `Set ${key}.url to the address at which the engine itself answers. A page for signing in means that the engine is behind a proxy that wants credentials of its own.`,
      ofEngine: true,
    });
  }
  if (status === 429 || (status === 503 && answer.waitMs !== undefined)) {
    const wait =
      answer.waitMs === undefined
        ? ''
        : ` for ${Math.ceil(answer.waitMs / 1000)} s`;
    return new EngineFailure({
      code: 'prometheus-busy',
      why: `'${host}' accepts no more queries${wait} (${said}).`,
      next: 'Nothing to do if it passes: it is asked again when the time is over. Otherwise raise the limits of the engine or tenant.',
      ofEngine: true,
    });
  }
  if (status === 400 || status === 422 || isOfQuery(error?.type)) {
    return badQuery(answer, said);
  }
  if (status >= 500 || error) {
    return new EngineFailure({
      code: 'prometheus-unavailable',
      why: `'${host}' has a problem of its own (${said}).`,
      next: `Nothing to do if it passes; otherwise look at the log of the engine. Queries that take too long need a higher ${key}.timeoutSeconds or narrower ${key}.matchers.`,
      ofEngine: true,
    });
  }
  return badAnswer(host, said);
}

/** An answer that is none of a PromQL engine. */
export function badAnswer(host: string, what: string): EngineFailure {
  return new EngineFailure({
    code: 'prometheus-bad-answer',
    why: `'${host}' answers, but not as a PromQL engine does: ${what}.`,
    next: 'Look whether the address is that of the engine itself, not of its user interface, of Grafana, or of a proxy that shows a page.',
    ofEngine: true,
  });
}

/** An answer of which nothing was read, because it is too large. */
export function tooLarge(options: {
  host: string;
  what: string;
  size: string;
  code?: EngineFailureCode;
}): EngineFailure {
  const { host, what, size, code = 'prometheus-answer-too-large' } = options;
  return new EngineFailure({
    code,
    why: `'${host}' answers more than is read for the ${what}: ${size}.`,
    next: 'Let the entry see less: matchers for one cluster and one job of node-exporter (cluster="…",job="node-exporter"), and device for the disk of the images.',
    ofEngine: false,
  });
}

function badQuery(answer: FailedAnswer, said: string): EngineFailure {
  const { host, query, config } = answer;
  const { setting = 'queries' } = query;
  const text = engineText(query.query, {
    maxLength: longestQuery,
    secrets: [],
  });
  return new EngineFailure({
    code: 'prometheus-bad-query',
    why: `'${host}' refuses the query for the ${query.what} (${said}).`,
    next: `The query was: ${text} — correct ${config.key}.${setting}, .matchers or .device, or raise the limit that the engine names.`,
    ofEngine: false,
  });
}

function unauthorized(answer: FailedAnswer, said: string): EngineFailure {
  const { host, config } = answer;
  const { key, auth, headers } = config;
  const refused = `'${host}' does not accept what it gets from`;
  const failure = (why: string, next: string) =>
    new EngineFailure({
      ...{ code: 'prometheus-unauthorized', why, next },
      ofEngine: true,
    });
  if (auth.kind === 'entra') {
    return failure(
      `${refused} ${key}.entra (${said}).`,
      "Give Backstage's identity the role Monitoring Data Reader on the Azure Monitor workspace; a new role takes some minutes.",
    );
  }
  const setting = auth.kind === 'none' ? '' : `${key}.${auth.kind}`;
  const names = Object.keys(headers);
  const settings = [
    ...(setting ? [setting] : []),
    ...(names.length > 0 ? [`${key}.headers (${names.join(', ')})`] : []),
  ];
  return settings.length > 0
    ? failure(
        `${refused} ${settings.join(' and ')} (${said}).`,
        'Check that it is valid, not expired, and may query this tenant.',
      )
    : failure(
        `'${host}' lets nobody in without credentials (${said}).`,
        `Add basic, token, headers or entra to ${key}; Mimir wants the header X-Scope-OrgID.`,
      );
}

interface EngineError {
  type: string;
  text: string;
}

/** The error of Prometheus' HTTP API, where the body holds one. */
function engineError(answer: FailedAnswer): EngineError | undefined {
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder().decode(answer.body));
  } catch {
    return undefined;
  }
  if (typeof body !== 'object' || body === null) return undefined;
  const type = 'errorType' in body ? body.errorType : undefined;
  const text = 'error' in body ? body.error : undefined;
  return typeof type === 'string' || typeof text === 'string'
    ? {
        type: typeof type === 'string' ? type : '',
        text: typeof text === 'string' ? text : '',
      }
    : undefined;
}

function isOfQuery(type: string | undefined): boolean {
  return type === 'bad_data' || type === 'execution';
}

function saidBy(answer: FailedAnswer, error: EngineError | undefined): string {
  const { status, secrets, headers } = answer;
  const isPage = /html/i.test(`${headers['content-type']}`);
  const words = error
    ? [error.type, error.text].filter(Boolean).join(': ')
    : new TextDecoder().decode(answer.body);
  const text = isPage
    ? 'a page of HTML'
    : engineText(words, { maxLength: longestError, secrets });
  return [...(status === 200 ? [] : [`HTTP ${status}`]), text]
    .filter(Boolean)
    .join(', ');
}

function target(answer: FailedAnswer): string {
  const { location } = answer.headers;
  const { url } = answer.config;
  return location && URL.canParse(location, url)
    ? ` to '${new URL(location, url).host}'`
    : '';
}

function pathOf(config: EngineConfig): string {
  return `${new URL(config.url).pathname.replace(/\/$/, '')}/api/v1/`;
}
