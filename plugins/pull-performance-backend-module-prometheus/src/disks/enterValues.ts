import { NodeDiskRequest } from 'backstage-plugin-pull-performance-node';
import { Series } from '../engine/series';
import { SeriesOfNodes } from './chooseSeries';
import { DiskProblems } from './DiskProblems';
import { DiskMetricDefinition } from './metrics';
import { SampleBook } from './SampleBook';

/** Enters what lies in the time that was asked for and can be right. */
export function enterValues(options: {
  series: SeriesOfNodes;
  request: NodeDiskRequest;
  book: SampleBook;
  problems: DiskProblems;
}): void {
  const { series, request, book, problems } = options;
  let inTime = 0;
  let outOfTime = 0;
  for (const [metric, byNode] of series) {
    for (const [node, ofNode] of byNode) {
      for (const one of ofNode) {
        for (const { atMs, value } of one.points) {
          if (atMs < request.fromMs || atMs >= request.toMs) {
            outOfTime += 1;
            continue;
          }
          inTime += 1;
          if (value < 0 || value > metric.most) {
            problems.wrongUnit(metric, value);
            continue;
          }
          const usable = metric.isShare ? Math.min(1, value) : value;
          const isFirst = book.enter(node, metric.id, { atMs, value: usable });
          if (!isFirst)
            noteJobs({ metric, node, series: ofNode, one, problems });
        }
      }
    }
  }
  if (outOfTime > 0 && inTime === 0) problems.otherTimes();
}

/** Replicas of an engine tell the same twice, and a restarted exporter overlaps with itself; other jobs may measure something else. */
function noteJobs(options: {
  metric: DiskMetricDefinition;
  node: string;
  series: readonly Series[];
  one: Series;
  problems: DiskProblems;
}): void {
  const { metric, node, series, one, problems } = options;
  const first = series[0].labels.get('job');
  const job = one.labels.get('job');
  if (metric.ofDevice && first && job && first !== job) {
    problems.severalJobs(node, first, job);
  }
}
