import {
  NodeDiskReading,
  NodeDiskRequest,
} from 'backstage-plugin-pull-performance-node';
import pLimit from 'p-limit';
import { EngineFailure } from '../engine/EngineFailure';
import { PromQlEngine } from '../engine/PromQlEngine';
import { QueryAnswer, Series } from '../engine/series';
import { chooseSeries, SeriesOfNodes } from './chooseSeries';
import { DiskProblems } from './DiskProblems';
import { enterValues } from './enterValues';
import { imageDisk } from './imageDisk';
import { DiskMetricDefinition, diskMetrics } from './metrics';
import { NodeMatcher } from './NodeMatcher';
import { diskQueries, filesystemQuery, WantedDevices } from './queries';
import { SampleBook } from './SampleBook';
import { seriesByNode } from './seriesByNode';

/** So many answers are held at once. */
const queriesAtOnce = 2;
const minuteMs = 60_000;

/**
 * Reads the disks of many nodes from one engine: one query for where images lie, then one for each metric.
 *
 * @throws the request's signal's reason when that was aborted
 */
export async function readEngine(
  engine: PromQlEngine,
  wanted: NodeDiskRequest,
): Promise<NodeDiskReading> {
  const { config, host } = engine;
  // An engine would tell of times to come what it knows of those before.
  const toMs = Math.min(wanted.toMs, engine.now() + 1);
  const request = { ...wanted, toMs };
  const problems = DiskProblems.create({ config, host });
  const book = SampleBook.create();
  const done = () => ({ samples: book.samples(), problems: problems.all() });
  if (request.nodes.length === 0 || request.fromMs >= request.toMs) {
    return done();
  }
  const matcher = NodeMatcher.create({
    labels: config.nodeLabels,
    nodes: request.nodes,
  });
  const disks = await readImageDisks({ engine, request, matcher, problems });
  if (!disks) return done();
  const answers = await readMetrics({ engine, request, disks, problems });
  if (!answers) return done();
  enter({ answers, disks, matcher, engine, request, book, problems });
  return done();
}

/** Which device each node's images lie on, as far as file systems tell; `undefined` when the engine answers nothing. */
async function readImageDisks(options: {
  engine: PromQlEngine;
  request: NodeDiskRequest;
  matcher: NodeMatcher;
  problems: DiskProblems;
}): Promise<Map<string, string> | undefined> {
  const { engine, request, matcher, problems } = options;
  const { config } = engine;
  const disks = new Map<string, string>();
  const what = 'file systems';
  try {
    const answer = await engine.query({
      ...{ what, query: filesystemQuery(config), signal: request.signal },
      atMs: lastMinuteMs(request),
    });
    note(answer, problems);
    for (const [node, series] of seriesByNode(answer.series, matcher)) {
      const filesystems = series.map(({ labels }) => ({
        device: labels.get('device') ?? '',
        mountpoint: labels.get('mountpoint') ?? '',
      }));
      const disk = imageDisk(filesystems, config.imagePath);
      if (disk) disks.set(node, disk);
    }
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    problems.failed(error, what);
    if (error.ofEngine) return undefined;
  }
  return disks;
}

type Answers = Map<DiskMetricDefinition, readonly Series[]>;

/** The series of each metric; `undefined` when the engine stopped answering at all. */
async function readMetrics(options: {
  engine: PromQlEngine;
  request: NodeDiskRequest;
  disks: ReadonlyMap<string, string>;
  problems: DiskProblems;
}): Promise<Answers | undefined> {
  const { engine, request, disks, problems } = options;
  const devices: WantedDevices = {
    named: [...new Set(disks.values())].sort(),
    physical: request.nodes.some(({ name }) => !disks.has(name)),
  };
  const queries = diskQueries(engine.config, devices);
  const answers: Answers = new Map();
  const limit = pLimit(queriesAtOnce);
  let stopped = false;
  const readMetric = async (metric: DiskMetricDefinition) => {
    if (stopped) return;
    try {
      const answer = await engine.queryRange({
        ...{ what: metric.name, query: queries[metric.id] },
        signal: request.signal,
        fromMs: request.fromMs,
        toMs: lastMinuteMs(request),
      });
      note(answer, problems);
      answers.set(metric, answer.series);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      problems.failed(error, metric.name);
      stopped ||= error.ofEngine;
    }
  };
  await Promise.all(diskMetrics.map(metric => limit(readMetric, metric)));
  return answers.size > 0 ? answers : undefined;
}

/** Enters all values in the book, each metric's of the disk that counts. */
function enter(options: {
  answers: Answers;
  disks: ReadonlyMap<string, string>;
  matcher: NodeMatcher;
  engine: PromQlEngine;
  request: NodeDiskRequest;
  book: SampleBook;
  problems: DiskProblems;
}): void {
  const { answers, disks, matcher, engine, request, book, problems } = options;
  const { config } = engine;
  const ofDisks = [...answers].filter(([metric]) => metric.ofDevice);
  if (ofDisks.length > 0 && ofDisks.every(([, { length }]) => length === 0)) {
    problems.noSeries();
  }
  const series: SeriesOfNodes = new Map(
    [...answers].map(([metric, all]) => [metric, seriesByNode(all, matcher)]),
  );
  noteUnmatched({ answers, series, problems });
  const chosen = chooseSeries({ series, disks, config, problems });
  enterValues({ series: chosen, request, book, problems });
}

/** Series that name no node of the cluster: all, or those of single metrics. */
function noteUnmatched(options: {
  answers: Answers;
  series: SeriesOfNodes;
  problems: DiskProblems;
}): void {
  const { answers, series, problems } = options;
  const answered = [...answers].filter(([, { length }]) => length > 0);
  const unmatched = answered.filter(([metric]) => !series.get(metric)?.size);
  if (unmatched.length === 0) return;
  const [[, [example]]] = unmatched;
  problems.noNodeMatched(
    example,
    unmatched.length < answered.length
      ? unmatched.map(([{ name }]) => name)
      : undefined,
  );
}

function note(answer: QueryAnswer, problems: DiskProblems): void {
  problems.warned(answer.warnings);
  problems.clock(answer.clockAheadMs);
}

/** The last of the full minutes that were asked for, before their end. */
function lastMinuteMs({ fromMs, toMs }: NodeDiskRequest): number {
  return fromMs + Math.floor((toMs - 1 - fromMs) / minuteMs) * minuteMs;
}
