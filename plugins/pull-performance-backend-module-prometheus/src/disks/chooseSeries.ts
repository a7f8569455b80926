import { EngineConfig } from '../config/types';
import { Series } from '../engine/series';
import { DiskProblems } from './DiskProblems';
import { isPhysical, nearestMount } from './imageDisk';
import { DiskMetricDefinition } from './metrics';

/** By metric and node. */
export type SeriesOfNodes = ReadonlyMap<
  DiskMetricDefinition,
  ReadonlyMap<string, readonly Series[]>
>;

/** Of each node's series those of the disk, or the file system, that holds its images; those without such labels are of the node itself. */
export function chooseSeries(options: {
  series: SeriesOfNodes;
  /** The disks that file systems tell, by node. */
  disks: ReadonlyMap<string, string>;
  config: EngineConfig;
  problems: DiskProblems;
}): SeriesOfNodes {
  const { series, config } = options;
  const devices = chooseDevices(options);
  return new Map(
    [...series].map(([metric, byNode]) => [
      metric,
      new Map(
        [...byNode].map(([node, ofNode]) => [
          node,
          metric.ofDevice
            ? ofDevice(ofNode, devices.get(node))
            : ofFilesystem(ofNode, config.imagePath),
        ]),
      ),
    ]),
  );
}

/** The device of each node of which one is known. */
function chooseDevices(options: {
  series: SeriesOfNodes;
  disks: ReadonlyMap<string, string>;
  config: EngineConfig;
  problems: DiskProblems;
}): Map<string, string> {
  const { series, disks, config, problems } = options;
  const isConfigured = config.device !== undefined;
  const chosen = new Map<string, string>();
  for (const [node, measured] of measuredDevices(series)) {
    const told = disks.get(node);
    // What the configuration names it names on purpose, also devices that are no physical ones.
    const possible = [...measured].filter(
      device => isConfigured || isPhysical(device),
    );
    if (told && measured.has(told)) {
      chosen.set(node, told);
    } else if (possible.length === 1 && (isConfigured || !told)) {
      chosen.set(node, possible[0]);
    } else if (possible.length > 1) {
      problems.ambiguousDisk(node, possible.sort());
    }
  }
  return chosen;
}

function measuredDevices(series: SeriesOfNodes): Map<string, Set<string>> {
  const devices = new Map<string, Set<string>>();
  for (const [metric, byNode] of series) {
    if (!metric.ofDevice) continue;
    for (const [node, ofNode] of byNode) {
      const known = devices.get(node) ?? new Set<string>();
      devices.set(node, known);
      for (const { labels } of ofNode) {
        const device = labels.get('device');
        if (device !== undefined) known.add(device);
      }
    }
  }
  return devices;
}

function ofDevice(
  series: readonly Series[],
  device: string | undefined,
): readonly Series[] {
  return series.filter(
    ({ labels }) => !labels.has('device') || labels.get('device') === device,
  );
}

function ofFilesystem(
  series: readonly Series[],
  imagePath: string,
): readonly Series[] {
  const mounted = series.flatMap(({ labels }) => {
    const mountpoint = labels.get('mountpoint');
    return mountpoint === undefined ? [] : [{ mountpoint }];
  });
  const nearest = nearestMount(mounted, imagePath)?.mountpoint;
  return series.filter(
    ({ labels }) =>
      !labels.has('mountpoint') || labels.get('mountpoint') === nearest,
  );
}
