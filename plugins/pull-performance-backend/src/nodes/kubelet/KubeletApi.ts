import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { JsonReader } from '../../kubernetes/JsonReader';
import {
  answerProblem,
  badAnswer,
  Reading,
  tooLarge,
  unreachable,
} from '../../kubernetes/watch/answerProblem';
import { readBytes, TooLargeError } from '../../kubernetes/watch/boundedBody';
import { ClusterReadError } from '../../kubernetes/watch/ClusterReadError';
import { parseJson } from '../../kubernetes/watch/parseJson';
import { messageOf } from '../../kubernetes/watch/plainText';

/** A summary has some 3 kB for each pod, of which a node has 250 at most. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
const ANSWER = 'the answer of the kubelet';
/** Kubernetes' own rule for names of nodes: in a path nothing else can stand. */
const nameForm = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

/** What kubelets are asked. */
export interface KubeletQuestion {
  /** What it is about, for people: `statistics`. */
  title: string;
  /** Below the kubelet's own address: `stats/summary`. */
  path: string;
  /** Which field of the answer is wanted; the others are passed over. */
  field: string;
}

/** Asks kubelets through their cluster's API server. All its errors are ClusterReadErrors, but for the caller's own abort. */
export class KubeletApi {
  private constructor(
    private readonly access: ClusterAccess,
    private readonly cluster: string,
    private readonly timeoutMs: number,
  ) {}

  static create(options: {
    access: ClusterAccess;
    cluster: string;
    timeoutMs: number;
  }): KubeletApi {
    return new KubeletApi(options.access, options.cluster, options.timeoutMs);
  }

  /** The wanted field of one kubelet's answer, of which nothing is known; `undefined` when it has none. */
  async ask(
    node: string,
    question: KubeletQuestion,
    outerSignal: AbortSignal,
  ): Promise<unknown> {
    const { access, cluster, timeoutMs } = this;
    const path = `/api/v1/nodes/${node}/proxy/${question.path}`;
    const reading: Reading = {
      cluster,
      resource: {
        title: `${question.title} of kubelets`,
        path,
        group: '',
        resource: 'nodes/proxy',
        verbs: ['get'],
        serverBookmarks: false,
      },
    };
    if (!nameForm.test(node)) {
      throw badAnswer(reading, `No node can be called '${node}'.`);
    }
    const deadline = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([outerSignal, deadline]);
    try {
      const response = await access.request({ cluster, path, signal });
      const problem = await answerProblem(reading, response);
      if (problem) throw problem;
      const bytes = await readBytes(response.body, {
        maxBytes: MAX_BODY_BYTES,
        what: ANSWER,
      });
      return fieldOf(bytes, question.field);
    } catch (error) {
      outerSignal.throwIfAborted();
      if (error instanceof ClusterReadError) throw error;
      if (error instanceof TooLargeError) {
        throw tooLarge(reading, messageOf(error));
      }
      if (error instanceof SyntaxError) {
        throw badAnswer(reading, 'The answer is not whole JSON.');
      }
      throw unreachable(
        reading,
        deadline.aborted
          ? `The kubelet did not answer within ${timeoutMs / 1000} s.`
          : messageOf(error),
      );
    }
  }
}

/**
 * One field of an object in JSON; the others, such as a node's pods, are never made.
 *
 * @throws SyntaxError when it is no object in JSON; TooLargeError when it holds too much
 */
function fieldOf(bytes: Buffer, field: string): unknown {
  try {
    const reader = JsonReader.create({ bytes, maxDepth: Infinity });
    if (reader.peek() !== 'object') return undefined;
    let value: unknown;
    reader.enterObject();
    for (
      let key = reader.nextKey();
      key !== undefined;
      key = reader.nextKey()
    ) {
      const start = reader.position;
      reader.skip();
      if (key === field) {
        value = parseJson(bytes.subarray(start, reader.position), ANSWER);
      }
    }
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof TooLargeError) throw error;
    throw new SyntaxError(messageOf(error));
  }
}
