import {
  PullMetricReading,
  PullMetricRequest,
} from 'backstage-plugin-pull-performance-node';
import pLimit from 'p-limit';
import { NodeMatcher } from '../disks/NodeMatcher';
import { seriesByNode } from '../disks/seriesByNode';
import { EngineFailure } from '../engine/EngineFailure';
import { PromQlEngine } from '../engine/PromQlEngine';
import { Series } from '../engine/series';
import { HourBook } from './HourBook';
import { PullMetricDefinition, pullMetrics } from './metrics';
import { PullProblems } from './PullProblems';
import { pullQueries } from './queries';

/** So many answers are held at once. */
const queriesAtOnce = 2;
const hourMs = 3_600_000;
/** By how much the time of a value may differ from the one asked for. */
const toleratedMs = 60_000;

/**
 * Reads what nodes count of pulls from one engine: one query for each metric and hour.
 *
 * @throws the request's signal's reason when that was aborted
 */
export async function readPulls(
  engine: PromQlEngine,
  request: PullMetricRequest,
): Promise<PullMetricReading> {
  const { config, host } = engine;
  const { nodes, signal } = request;
  const problems = PullProblems.create({ config, host });
  const book = HourBook.create();
  const matcher = NodeMatcher.create({ labels: config.nodeLabels, nodes });
  const queries = pullQueries(config);
  // An hour that is not over would count less.
  const toMs = Math.min(request.toMs, engine.now());
  let stopped = nodes.length === 0;

  const readMetric = async (metric: PullMetricDefinition, endMs: number) => {
    if (stopped) return undefined;
    try {
      const answer = await engine.query({
        ...{ what: metric.name, query: queries[metric.id] },
        ...{ setting: 'pullQueries', signal, atMs: endMs },
      });
      problems.warned(answer.warnings);
      return seriesByNode(answer.series, matcher);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      problems.failed(error, metric);
      stopped ||= error.ofEngine;
      return undefined;
    }
  };

  const limit = pLimit(queriesAtOnce);
  for (let endMs = request.fromMs + hourMs; endMs <= toMs; endMs += hourMs) {
    const answers = await Promise.all(
      pullMetrics.map(metric => limit(readMetric, metric, endMs)),
    );
    for (const [index, metric] of pullMetrics.entries()) {
      const byNode = answers[index];
      if (byNode) enter({ metric, byNode, endMs, book, problems });
    }
  }
  return { hours: book.hours(), problems: problems.all() };
}

/** Enters what the metric can have, and 0 for a part of which only the whole has series. */
function enter(options: {
  metric: PullMetricDefinition;
  byNode: ReadonlyMap<string, readonly Series[]>;
  endMs: number;
  book: HourBook;
  problems: PullProblems;
}): void {
  const { metric, byNode, endMs, book, problems } = options;
  const startMs = endMs - hourMs;
  for (const [node, series] of byNode) {
    const counts = series
      .flatMap(({ points }) => points)
      .filter(({ atMs }) => Math.abs(atMs - endMs) <= toleratedMs)
      .map(({ value }) => value)
      .filter(value => {
        const isPossible = value >= 0 && value <= metric.most;
        if (!isPossible) problems.wrongUnit(metric, value);
        return isPossible;
      });
    // Several scraped the same counter: who saw most of it was there longest.
    const count = counts.length > 0 ? Math.max(...counts) : undefined;
    if (count !== undefined) {
      book.enter(node, startMs, { metric: metric.id, count });
    }
  }
  const { partOf } = metric;
  if (!partOf) return;
  for (const node of book.nodesOf(startMs, partOf)) {
    if (!byNode.has(node)) {
      book.enter(node, startMs, { metric: metric.id, count: 0 });
    }
  }
}
