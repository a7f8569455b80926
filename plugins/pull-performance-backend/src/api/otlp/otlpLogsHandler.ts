import {
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { pullPerformanceIngestPermission } from 'backstage-plugin-pull-performance-common';
import { Request, RequestHandler } from 'express';
import { LogLimit } from '../../kubernetes/LogLimit';
import {
  PushIntake,
  PushResult,
  TooManyRecordsError,
} from '../../kubernetes/push/PushIntake';
import { publicError } from '../publicError';
import { HttpError } from './HttpError';
import { BodyLimits, BodyReader, SMALLER } from './readBody';

/**
 * Bounds of the memory that pushes take: bodies at most `maxBytesUnderWay`, and the records made of them
 * about as much again. 64 MiB are some 20,000 events or 5,000 pods.
 */
const defaultLimits = {
  maxCompressedBytes: 16 * 2 ** 20,
  maxBytes: 64 * 2 ** 20,
  maxBytesUnderWay: 128 * 2 ** 20,
  maxRequestsUnderWay: 16,
};

/** How long a sender shall wait when too much is under way, and when the store does not answer. */
const BUSY_RETRY_SECONDS = 2;
const STORE_RETRY_SECONDS = 10;

/** What may be set in tests. */
export type OtlpLimits = BodyLimits & { maxRequestsUnderWay: number };

/**
 * Takes OTLP logs over HTTP, as `openapi.yaml` describes it.
 *
 * @remarks
 * It stands beside the generated router, whose validation would parse the body whole and look at each value.
 * Answers follow https://opentelemetry.io/docs/specs/otlp/#otlphttp-response; only 429, 502, 503 and 504 make a collector send again.
 */
export function otlpLogsHandler(options: {
  intake: Pick<PushIntake, 'take'>;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  logger: LoggerService;
  limits?: Partial<OtlpLimits>;
}): RequestHandler {
  const { intake, httpAuth, permissions, logger } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const bodies = BodyReader.create({ limits });
  // A collector's own log tells only the status, and it drops what is refused.
  const refusedLog = LogLimit.create({ maxLines: 10, withinMs: 3_600_000 });
  let underWay = 0;

  async function checkCaller(request: Request): Promise<void> {
    const credentials = await httpAuth.credentials(request, {
      allow: ['service'],
    });
    const permission = pullPerformanceIngestPermission;
    const [{ result }] = await permissions.authorize([{ permission }], {
      credentials,
    });
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `Pushing events needs the permission ${permission.name}; add it to the accessRestrictions of the token in backend.auth.externalAccess`,
      );
    }
  }

  async function take(request: Request): Promise<PushResult> {
    if (underWay >= limits.maxRequestsUnderWay) {
      throw HttpError.tooBusy(
        `${limits.maxRequestsUnderWay} requests are under way already; send it again`,
      );
    }
    underWay += 1;
    try {
      return await bodies.withBody(request, body => intake.take(body));
    } catch (error) {
      throw error instanceof TooManyRecordsError
        ? HttpError.tooLarge(`${error.message}. ${SMALLER}`)
        : error;
    } finally {
      underWay -= 1;
    }
  }

  return async (request, response, next) => {
    try {
      await checkCaller(request);
      const result = await take(request);
      // The collector's exporter reads the answer only with exactly this type.
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answerOf(result)));
    } catch (caught) {
      const error = publicError(caught, logger);
      const retrySeconds = retryAfter(error);
      if (retrySeconds !== undefined) {
        response.setHeader('retry-after', `${retrySeconds}`);
      } else if (refusedLog.takes()) {
        logger.warn(`Pushed events were refused: ${error.message}`);
      }
      // What was not read of the body would keep the connection busy.
      if (!request.complete) response.setHeader('connection', 'close');
      next(error);
    }
  };
}

function retryAfter(error: Error): number | undefined {
  if (error instanceof ServiceUnavailableError) return STORE_RETRY_SECONDS;
  return error instanceof HttpError && error.status === 429
    ? BUSY_RETRY_SECONDS
    : undefined;
}

function answerOf({ rejected, firstReason }: PushResult): object {
  return rejected === 0
    ? {}
    : {
        partialSuccess: {
          // 64-bit integers are texts in protobuf's JSON.
          rejectedLogRecords: `${rejected}`,
          errorMessage: `${rejected} records could not be used, the others are stored. The first: ${firstReason}`,
        },
      };
}
