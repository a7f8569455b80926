import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { Change, NewChange } from 'backstage-plugin-pull-performance-common';
import { IncomingMessage, ServerResponse } from 'node:http';
import { cluster, fix, image, scorecard, workload } from './facts';

/** What was asked, by whom. */
export interface Asked {
  method?: string;
  url?: string;
  principal: unknown;
}

/** Answers as the backend plugin does, for one service. */
export function fakePullPerformance() {
  const asked: Asked[] = [];
  const recorded: NewChange[] = [];
  const feature = createBackendPlugin({
    pluginId: 'pull-performance',
    register(env) {
      env.registerInit({
        deps: {
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
        },
        async init({ httpAuth, httpRouter }) {
          httpRouter.use(async (req, res) => {
            const { principal } = await httpAuth.credentials(req);
            asked.push({ method: req.method, url: req.url, principal });
            if (req.method === 'POST') {
              const change: NewChange = JSON.parse(await bodyOf(req));
              recorded.push(change);
              const answer: Change = {
                id: 'c1',
                title: 'A fix',
                values: {},
                recordedAt: '2026-11-22T00:00:00Z',
                state: 'recorded',
                ...change,
              };
              send(res, 201, answer);
              return;
            }
            send(res, 200, answerTo(req.path));
          });
        },
      });
    },
  });
  return { feature, asked, recorded };
}

function answerTo(path: string): object {
  const page = { totalItems: 1 };
  switch (path.split('/').at(-1)) {
    case 'fixes':
      return { ...page, items: [fix], window: scorecard.window };
    case 'images':
      return { ...page, items: [image] };
    case 'workloads':
      return { ...page, items: [workload], clusters: [cluster] };
    default:
      return scorecard;
  }
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function send(res: ServerResponse, status: number, body: object) {
  res.statusCode = status;
  res.setHeader('content-type', 'application/json');
  res.end(JSON.stringify(body));
}
