import {
  BackstageCredentials,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import express from 'express';
import Router from 'express-promise-router';
import { objectOf, textOf } from '../kubernetes/fields';
import { createOpenApiRouter } from '../schema/openapi';
import { spec } from '../schema/openapi/generated/router';
import { Answers } from './Answers';
import { plainRequest } from './plainRequest';
import { publicError } from './publicError';

const specRoute = '/v1/openapi.json';
const otlpLogsRoute = '/v1/otlp/v1/logs';

type EntityRequest = Parameters<HttpAuthService['credentials']>[0] & {
  params: { kind: string; namespace: string; name: string };
};

/** Who asks, as an entity reference; `undefined` for services. */
function userOf({ principal }: BackstageCredentials): string | undefined {
  const { userEntityRef } = objectOf(principal);
  return textOf(userEntityRef);
}

/** The REST API, as `openapi.yaml` describes it. */
export async function createRouter(options: {
  answers: Answers;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  /** Takes pushed events; without it there is no such route. */
  otlpLogs?: express.RequestHandler;
  /** Compares each answer with the description as well; for tests. */
  validateResponses?: boolean;
}): Promise<express.Router> {
  const { answers, httpAuth, logger, validateResponses = false } = options;
  const api = await createOpenApiRouter({
    validatorOptions: { validateResponses },
  });

  /** Who asks for which entity. */
  async function entityQuestion(request: EntityRequest) {
    return {
      entityRef: stringifyEntityRef(request.params),
      credentials: await httpAuth.credentials(request),
    };
  }

  api.get(
    '/v1/entities/:kind/:namespace/:name/scorecard',
    async (request, response) => {
      response.json(
        await answers.getScorecard({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get(
    '/v1/entities/:kind/:namespace/:name/pulls',
    async (request, response) => {
      response.json(
        await answers.listPulls({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get(
    '/v1/entities/:kind/:namespace/:name/pull-times',
    async (request, response) => {
      response.json(
        await answers.listPullTimes({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get(
    '/v1/entities/:kind/:namespace/:name/images',
    async (request, response) => {
      response.json(
        await answers.listImages({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get(
    '/v1/entities/:kind/:namespace/:name/nodes',
    async (request, response) => {
      response.json(
        await answers.listNodes({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get(
    '/v1/entities/:kind/:namespace/:name/workloads',
    async (request, response) => {
      response.json(
        await answers.listWorkloads({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get(
    '/v1/entities/:kind/:namespace/:name/fixes',
    async (request, response) => {
      response.json(
        await answers.listFixes({
          ...(await entityQuestion(request)),
          ...request.query,
        }),
      );
    },
  );

  api.get('/v1/fleet/nodes', async (request, response) => {
    response.json(
      await answers.listFleetNodes({
        ...request.query,
        credentials: await httpAuth.credentials(request),
      }),
    );
  });

  api.get('/v1/fleet/images', async (request, response) => {
    response.json(
      await answers.listFleetImages({
        ...request.query,
        credentials: await httpAuth.credentials(request),
      }),
    );
  });

  api.get('/v1/changes', async (request, response) => {
    response.json(
      await answers.listChanges({
        ...request.query,
        credentials: await httpAuth.credentials(request),
      }),
    );
  });

  api.post('/v1/changes', async (request, response) => {
    const credentials = await httpAuth.credentials(request);
    response.status(201).json(
      await answers.recordChange({
        change: request.body,
        credentials,
        recordedBy: userOf(credentials),
      }),
    );
  });

  api.post('/v1/changes/:id/rollout', async (request, response) => {
    response.json(
      await answers.confirmRollout({
        id: request.params.id,
        rolledOutAt: request.body.rolledOutAt,
        credentials: await httpAuth.credentials(request),
      }),
    );
  });

  api.get('/v1/collection', async (request, response) => {
    response.json(
      await answers.listCollection({
        ...request.query,
        credentials: await httpAuth.credentials(request),
      }),
    );
  });

  const router = Router();
  router.use(plainRequest);
  router.get(specRoute, (request, response) => {
    const url = request.baseUrl || '/';
    response.json({ ...spec, servers: [{ url }] });
  });
  // Before the generated router, which would read the body whole.
  if (options.otlpLogs) router.post(otlpLogsRoute, options.otlpLogs);
  // The generated router reads bodies too, but calls all that is wrong with them a 400.
  router.use(express.json());
  router.use(api);
  router.use(
    (
      error: unknown,
      _request: express.Request,
      _response: express.Response,
      next: express.NextFunction,
    ) => next(publicError(error, logger)),
  );
  return router;
}
