import { HttpAnswer, HttpClient, HttpRequest } from './HttpClient';
import { badAnswer, StepFailure } from './StepFailure';

const MAX_REDIRECTS = 5;
const MAX_LOCATION_LENGTH = 8192;
const redirects = [301, 302, 303, 307, 308];

/**
 * Sends a GET or HEAD request and follows redirects, as registries send readers on to stores of blobs. The credential goes only
 * to the origin that it was for, each further address must be one that may be asked, and answers of steps in between are not
 * looked at.
 *
 * @throws StepFailure as `HttpClient.request` does, and when there are too many redirects or one that leads nowhere
 */
export async function followRedirects(
  http: HttpClient,
  first: HttpRequest,
): Promise<HttpAnswer> {
  let request = first;
  for (let count = 0; count <= MAX_REDIRECTS; count++) {
    const answer = await sendOn(http, request, first);
    const next = redirects.includes(answer.status)
      ? nextOf(answer, request)
      : undefined;
    if (!next) return answer;
    request = { ...request, url: next };
    if (next.origin !== first.url.origin) {
      // Not given again by a later step that leads back, either.
      const { authorization, ...headers } = request.headers;
      request = { ...request, headers };
    }
  }
  throw badAnswer(
    `'${first.url.host}' redirects more than ${MAX_REDIRECTS} times.`,
  );
}

/** Says of a step that was refused who wanted it. */
async function sendOn(
  http: HttpClient,
  request: HttpRequest,
  first: HttpRequest,
): Promise<HttpAnswer> {
  try {
    return await http.request(request);
  } catch (error) {
    if (request === first || !(error instanceof StepFailure)) throw error;
    const { code, why, next, cause } = error;
    throw new StepFailure({
      code,
      why: `'${first.url.host}' redirects to '${request.url.host}'. ${why}`,
      next,
      cause,
    });
  }
}

function nextOf(answer: HttpAnswer, request: HttpRequest): URL {
  const { location } = answer.headers;
  const isUsable =
    typeof location === 'string' &&
    location.length <= MAX_LOCATION_LENGTH &&
    URL.canParse(location, request.url);
  if (!isUsable) {
    throw badAnswer(
      `'${request.url.host}' redirects (HTTP ${answer.status}), but not to an address.`,
    );
  }
  return new URL(location, request.url);
}
