import { ConfigReader } from '@backstage/config';
import {
  defaultDiskThresholds,
  defaultScoreSettings,
} from 'backstage-plugin-pull-performance-common';
import { readPullPerformanceConfig } from './config';

function read(pullPerformance?: object) {
  return readPullPerformanceConfig(
    new ConfigReader(
      pullPerformance ? JSON.parse(JSON.stringify({ pullPerformance })) : {},
    ),
  );
}

const dayMs = 24 * 60 * 60 * 1000;

describe('readPullPerformanceConfig', () => {
  it('needs no config at all', () => {
    expect(read()).toEqual({
      kubernetesPlugin: { enabled: true },
      clusters: [],
      kubeconfig: undefined,
      registries: [],
      nodeDisks: {
        kubelet: { clusters: [] },
        thresholds: defaultDiskThresholds,
      },
      scorecard: { ...defaultScoreSettings, windowMs: 7 * dayMs },
      retention: { pullsMs: 14 * dayMs, rollupsMs: 400 * dayMs },
      schedules: {
        servicesMs: 60e3,
        clustersMs: 60e3,
        pruneMs: 3600e3,
        imagesMs: 10e3,
        tagsMs: 900e3,
        nodesMs: 60e3,
        nodeFactsMs: 600e3,
      },
    });
  });

  it('reads every key', () => {
    const config = read({
      kubernetesPlugin: { enabled: false },
      clusters: [
        { name: 'a', kubeconfig: { file: '/k', context: 'c' } },
        { name: 'b' },
      ],
      kubeconfig: { file: '/all', contexts: ['x', 'y'] },
      scorecard: {
        window: { days: 14 },
        targets: { pullTime: [1, 2, 3, 4], layerReuse: [90, 80, 70, 60] },
        weights: {
          pullTime: 1,
          imageSize: 1,
          layerReuse: 1,
          nodeDiskHealth: 1,
        },
      },
      retention: { pulls: 'P7D', rollups: { months: 6 } },
      schedules: {
        services: { seconds: 30 },
        clusters: '5m',
        prune: { hours: 6 },
      },
    });
    expect(config).toMatchObject({
      kubernetesPlugin: { enabled: false },
      clusters: [
        { name: 'a', file: '/k', context: 'c' },
        { name: 'b', file: undefined, context: undefined },
      ],
      kubeconfig: { file: '/all', contexts: ['x', 'y'] },
      scorecard: {
        windowMs: 14 * dayMs,
        limits: {
          pullTime: { a: 1, b: 2, c: 3, d: 4 },
          layerReuse: { a: 0.9, b: 0.8, c: 0.7, d: 0.6 },
          imageSize: defaultScoreSettings.limits.imageSize,
        },
        weights: { pullTime: 1, nodeDiskHealth: 1 },
      },
      retention: { pullsMs: 7 * dayMs },
      schedules: {
        servicesMs: 30e3,
        clustersMs: 300e3,
        pruneMs: 6 * 3600e3,
        imagesMs: 10e3,
        tagsMs: 900e3,
        nodesMs: 60e3,
        nodeFactsMs: 600e3,
      },
    });
  });

  it.each([
    [
      { clusters: [{ name: 'a' }, { name: 'a' }] },
      'pullPerformance.clusters names the cluster a twice',
    ],
    [{ clusters: [{}] }, 'pullPerformance.clusters[0].name'],
    [{ kubeconfig: {} }, 'pullPerformance.kubeconfig.file'],
    [
      { scorecard: { targets: { pullTime: [1, 2, 3] } } },
      'pullPerformance.scorecard.targets.pullTime needs four numbers',
    ],
    [
      { scorecard: { targets: { pullTime: 'quick' } } },
      'pullPerformance.scorecard.targets.pullTime needs four numbers',
    ],
    [
      { scorecard: { targets: { pullTime: [4, 3, 2, 1] } } },
      'pullPerformance.scorecard.targets.pullTime must grow',
    ],
    [
      { scorecard: { targets: { speed: [1, 2, 3, 4] } } },
      'pullPerformance.scorecard.targets.speed is no area',
    ],
    [
      { scorecard: { targets: [1, 2, 3, 4] } },
      'pullPerformance.scorecard.targets',
    ],
    [
      { scorecard: { weights: { pullTime: 2 } } },
      'pullPerformance.scorecard.weights.imageSize must be a number above 0',
    ],
    [
      { scorecard: { window: { minutes: 5 } } },
      'pullPerformance.scorecard.window must be at least 3600 s',
    ],
    [
      { scorecard: { window: { days: 401 } } },
      'pullPerformance.scorecard.window must be at least 3600 s and at most 9600 h',
    ],
    [{ scorecard: { window: 'long' } }, 'pullPerformance.scorecard.window'],
    [
      { retention: { pulls: { days: 30 }, rollups: { days: 7 } } },
      'pullPerformance.retention.rollups must not be shorter',
    ],
    [
      { schedules: { prune: { milliseconds: 1 } } },
      'pullPerformance.schedules.prune must be at least 1 s',
    ],
    [
      { kubernetesPlugin: { enabled: 'maybe' } },
      'pullPerformance.kubernetesPlugin.enabled',
    ],
  ])('refuses %j', (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
