import { ClusterResponse } from 'backstage-plugin-pull-performance-node';
import { rbacRuleFor } from '../access/requiredRbac';
import { readText } from './boundedBody';
import { ClusterReadError } from './ClusterReadError';
import { isObject, textOf } from './json';
import { sentence } from './plainText';
import { WatchedResource } from './types';

const MAX_ERROR_BYTES = 64 * 1024;

/** Which collection of which cluster is read. */
export interface Reading {
  cluster: string;
  resource: WatchedResource;
}

function whatOf({ cluster, resource }: Reading): string {
  return `Reading ${resource.title} of cluster '${cluster}'`;
}

/** There was no answer, or it broke off. */
export function unreachable(reading: Reading, why: string): ClusterReadError {
  return ClusterReadError.create({
    code: 'unreachable',
    what: whatOf(reading),
    why: sentence(why),
    next: 'Check that the API server runs and that Backstage can reach it; reading goes on by itself once it answers.',
  });
}

/** There was an answer, but not one that Kubernetes gives. */
export function badAnswer(reading: Reading, why: string): ClusterReadError {
  return ClusterReadError.create(
    {
      code: 'bad-answer',
      what: whatOf(reading),
      why: sentence(why),
      next: 'Check what answers at the address of the API server, and its version (1.21 or newer is needed).',
    },
    { needsList: true },
  );
}

/** An answer that does not fit into the memory set aside for it. */
export function tooLarge(reading: Reading, why: string): ClusterReadError {
  return ClusterReadError.create(
    {
      code: 'too-large',
      what: whatOf(reading),
      why: sentence(why),
      next: 'Look for unusually large objects of this kind in the cluster, and delete or shrink them.',
    },
    { needsList: true },
  );
}

/** The cluster's versions are lower than they were. */
export function historyWentBack(reading: Reading): ClusterReadError {
  return ClusterReadError.create(
    {
      code: 'server-error',
      what: whatOf(reading),
      why: 'The history of the cluster went back, as after restoring etcd.',
      next: 'Nothing to do: everything is read again.',
    },
    { expired: true },
  );
}

/** A good answer that its reader could not keep. More than one object may be lost, so a new list is needed. */
export function notStored({ cluster, resource }: Reading): ClusterReadError {
  return ClusterReadError.create(
    {
      code: 'not-stored',
      what: `Keeping ${resource.title} of cluster '${cluster}'`,
      why: 'What was read could not be stored.',
      next: "Look into Backstage's log and check its database; everything is read again once it works.",
    },
    { needsList: true },
  );
}

function notKubernetes(reading: Reading, why: string): ClusterReadError {
  return ClusterReadError.create(
    {
      code: 'not-kubernetes',
      what: whatOf(reading),
      why: sentence(why),
      next: 'Check the address of the API server: a login page or a load balancer may answer in its place.',
    },
    { needsList: true },
  );
}

function unauthorized(reading: Reading, message: string): ClusterReadError {
  return ClusterReadError.create({
    code: 'unauthorized',
    what: whatOf(reading),
    why: message
      ? sentence(`The credentials were not accepted: ${message}`)
      : 'The credentials were not accepted.',
    next: 'Renew the credentials that Backstage uses for this cluster (service account token, certificate or kubeconfig).',
  });
}

function forbidden(reading: Reading, message: string): ClusterReadError {
  return ClusterReadError.create({
    code: 'forbidden',
    what: whatOf(reading),
    why: message
      ? sentence(message)
      : 'The account that Backstage uses may not read this.',
    next: `Add this rule to the ClusterRole of the account that Backstage uses:\n${rbacRuleFor(
      reading.resource,
    )}`,
  });
}

function serverError(
  reading: Reading,
  message: string,
  options: { needsList?: boolean } = {},
): ClusterReadError {
  return ClusterReadError.create(
    {
      code: 'server-error',
      what: whatOf(reading),
      why: sentence(message),
      next: 'Look into the log of the API server; reading goes on by itself once it answers again.',
    },
    options,
  );
}

/** A `Status` object, as an answer or as a watch's ERROR line. */
export function statusProblem(
  reading: Reading,
  status: Record<string, unknown>,
): ClusterReadError {
  const code = typeof status.code === 'number' ? status.code : 0;
  const message = textOf(status.message) ?? textOf(status.reason) ?? '';
  const expired =
    code === 410 || status.reason === 'Expired' || status.reason === 'Gone';
  if (expired) {
    return ClusterReadError.create(
      {
        code: 'server-error',
        what: whatOf(reading),
        why: 'The API server forgets what was read last before it can be read on.',
        next: 'Nothing to do if this passes; otherwise check whether the API server or etcd is overloaded.',
      },
      { expired },
    );
  }
  if (code === 401) return unauthorized(reading, message);
  if (code === 403) return forbidden(reading, message);
  if (code === 404) {
    return badAnswer(
      reading,
      `The API server does not know ${reading.resource.path}.`,
    );
  }
  // Too many requests: what was read stays valid, and a new list would only add to the load.
  return serverError(
    reading,
    `The API server answered ${code || 'an error'}: ${message || 'no reason'}`,
    { needsList: code !== 429 },
  );
}

/** An error in Backstage's own words: the Kubernetes plugin's proxy, not the cluster, answered. */
function proxyProblem(
  reading: Reading,
  status: number,
  error: Record<string, unknown>,
): ClusterReadError {
  const message = textOf(error.message) ?? '';
  if (status === 401 || status === 403) {
    return ClusterReadError.create({
      code: status === 401 ? 'unauthorized' : 'forbidden',
      what: whatOf(reading),
      why: sentence(`The Kubernetes plugin refused: ${message || 'no reason'}`),
      next: "Let the plugin 'pull-performance' use the permission kubernetes.proxy.",
    });
  }
  if (message.startsWith('Auth token not found')) {
    return ClusterReadError.create({
      code: 'unauthorized',
      what: whatOf(reading),
      why: 'The Kubernetes plugin reads this cluster only with the sign-in of a user.',
      next: 'Give the cluster an authProvider that needs no user, for example serviceAccount, or add it to pullPerformance.clusters.',
    });
  }
  return unreachable(
    reading,
    `The Kubernetes plugin answered ${status}: ${message}`,
  );
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Tells an answer that can be read from all others, and says what is wrong with those. */
export async function answerProblem(
  reading: Reading,
  response: ClusterResponse,
): Promise<ClusterReadError | undefined> {
  const { status, contentType } = response;
  const isJson = /^application\/([\w.-]+\+)?json$/.test(contentType);
  if (status === 200 && isJson) return undefined;

  let text = '';
  try {
    text = await readText(response.body, {
      maxBytes: MAX_ERROR_BYTES,
      what: 'the error',
    });
  } catch {
    // The status alone has to do.
  }
  const body = isJson ? parsed(text) : undefined;
  if (body?.kind === 'Status') {
    return statusProblem(reading, { ...body, code: status });
  }
  if (isObject(body?.error)) return proxyProblem(reading, status, body.error);
  if (status === 401) return unauthorized(reading, '');
  if (status === 403) return forbidden(reading, '');
  if (status === 429 || status >= 500) {
    return unreachable(
      reading,
      `Something on the way answered HTTP ${status}.`,
    );
  }
  return notKubernetes(
    reading,
    `The answer is HTTP ${status} with '${
      contentType || 'no media type'
    }', not a Kubernetes answer.`,
  );
}
