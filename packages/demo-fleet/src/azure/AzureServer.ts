import { IncomingMessage, ServerResponse } from 'node:http';
import { SUBSCRIPTION_ID } from '../definitions/azure';
import { Listener } from '../Listener';
import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { ArmError } from './ArmError';
import { diskUsageOf, metricsOfScaleSet } from './metrics/machineMetrics';
import { AnsweredMetric, metricAnswer } from './metrics/metricAnswer';
import { metricQueryOf } from './metrics/metricQuery';
import {
  agentPools,
  managedCluster,
  managedClusterId,
  nodeGroupId,
  scaleSetId,
  scaleSets,
} from './resources';
import { skusOf } from './skus';

const metricsPath = '/providers/microsoft.insights/metrics';
/** So many sizes of machines are in one page of their list. */
const SKUS_PER_PAGE = 5;

type Answer = (parameters: URLSearchParams, url: URL) => object;

/**
 * The reading part of Azure Resource Manager and Azure Monitor that is about one AKS cluster, its machines and their disks. It asks for no token: nobody sends one
 * over plain HTTP, and there is nothing to be had but what is made up.
 */
export class AzureServer {
  private constructor(
    private readonly options: {
      listener: Listener;
      simulation: ClusterSimulation;
      nowMs: () => number;
    },
  ) {}

  /** Answers what is asked at the listener. */
  static start(options: AzureServer['options']): AzureServer {
    const server = new AzureServer(options);
    options.listener.serve((request, response) =>
      server.answer(request, response),
    );
    return server;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    try {
      const { listener } = this.options;
      const url = URL.parse(request.url ?? '', listener.url);
      if (request.method !== 'GET') {
        throw ArmError.create({
          status: 405,
          code: 'MethodNotAllowed',
          message: 'The demo can only be read.',
        });
      }
      const answer = url && this.routes().get(pathOf(url));
      if (!answer) {
        throw ArmError.create({
          status: 404,
          code: 'ResourceNotFound',
          message: 'The demo has no such resource.',
        });
      }
      if (!url.searchParams.has('api-version')) {
        throw ArmError.create({
          status: 400,
          code: 'MissingApiVersionParameter',
          message: 'The api-version query parameter is required.',
        });
      }
      send(response, 200, answer(url.searchParams, url));
    } catch (error) {
      if (error instanceof ArmError) {
        send(response, error.status, error.body);
      } else {
        const body = { code: 'InternalServerError', message: 'Unknown error.' };
        send(response, 500, { error: body });
      }
    }
  }

  /** By path in lower case, as Azure compares them. */
  private routes(): Map<string, Answer> {
    const { simulation } = this.options;
    const { region } = simulation.definition;
    const cluster = managedClusterId(simulation);
    const compute = `${nodeGroupId(simulation)}/providers/Microsoft.Compute`;
    const providers = `/subscriptions/${SUBSCRIPTION_ID}/providers`;
    const routes: [string, Answer][] = [
      [cluster, () => managedCluster(simulation)],
      [`${cluster}/agentPools`, () => ({ value: agentPools(simulation) })],
      [
        `${compute}/virtualMachineScaleSets`,
        () => ({ value: scaleSets(simulation) }),
      ],
      [`${compute}/virtualMachines`, () => ({ value: [] })],
      [
        `${providers}/Microsoft.Compute/skus`,
        (parameters, url) => skuPage(parameters, url, region),
      ],
      // Some pools pull serially: those that were reimaged since.
      [
        `${providers}/Microsoft.Features/providers/Microsoft.ContainerService/features/DisableParallelImagePulls`,
        () => ({
          name: 'Microsoft.ContainerService/DisableParallelImagePulls',
          type: 'Microsoft.Features/providers/features',
          properties: { state: 'Registered' },
        }),
      ],
      [
        `${cluster}${metricsPath}`,
        parameters =>
          this.metrics(parameters, {
            resourceId: cluster,
            namespace: 'Microsoft.ContainerService/managedClusters',
            dimensions: ['node', 'nodepool', 'device'],
            metrics: [diskUsageOf(simulation.recentNodes())],
          }),
      ],
      ...simulation.definition.pools.map((pool): [string, Answer] => {
        const name = simulation.scaleSetOf(pool);
        const resourceId = scaleSetId(simulation, name);
        return [
          `${resourceId}${metricsPath}`,
          parameters =>
            this.metrics(parameters, {
              resourceId,
              namespace: 'Microsoft.Compute/virtualMachineScaleSets',
              dimensions: ['VMName'],
              metrics: metricsOfScaleSet(
                simulation
                  .recentNodes()
                  .filter(({ scaleSet }) => scaleSet === name),
              ),
            }),
        ];
      }),
    ];
    return new Map(
      routes.map(([path, answer]) => [path.toLowerCase(), answer]),
    );
  }

  private metrics(
    parameters: URLSearchParams,
    resource: {
      resourceId: string;
      namespace: string;
      dimensions: readonly string[];
      metrics: readonly AnsweredMetric[];
    },
  ): object {
    const { simulation, nowMs } = this.options;
    return metricAnswer({
      ...resource,
      region: simulation.definition.region,
      query: metricQueryOf(parameters, resource),
      nowMs: nowMs(),
    });
  }
}

function pathOf(url: URL): string {
  try {
    return decodeURIComponent(url.pathname).toLowerCase();
  } catch {
    return '';
  }
}

/** Of the sizes in a location; the others have no machine of the demo. */
function skuPage(parameters: URLSearchParams, url: URL, region: string) {
  const [, location] =
    /^location eq '(\w+)'$/.exec(parameters.get('$filter') ?? '') ?? [];
  const all = location && location !== region ? [] : skusOf(region);
  const from = Number(parameters.get('$skiptoken') ?? 0) || 0;
  const until = from + SKUS_PER_PAGE;
  const value = all.slice(from, until);
  if (until >= all.length) return { value };
  const next = new URL(url);
  next.searchParams.set('$skiptoken', `${until}`);
  return { value, nextLink: next.href };
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
