import { ChangeFigures } from 'backstage-plugin-pull-performance-common';
import { PullStore, TimeWindow } from '../../store/PullStore';
import { broughtBytes, figuresOf, quantilesOf, waitsOf } from '../pullFigures';
import { isoWindow } from '../windows';

/** What was measured of an entity in a window, to be compared with another one. */
export async function changeFigures(options: {
  store: Pick<
    PullStore,
    'answeredWindow' | 'aggregatePulls' | 'aggregatePodStarts'
  >;
  entityRef: string;
  cluster?: string;
  window: TimeWindow;
}): Promise<ChangeFigures> {
  const { store, entityRef, cluster } = options;
  const window = await store.answeredWindow(options);
  const question = { subject: { entityRef }, window, cluster };
  const [pulls, podStarts] = await Promise.all([
    store.aggregatePulls({ ...question, by: ['outcome'] }),
    store.aggregatePodStarts(question),
  ]);
  const { counts } = figuresOf(pulls);
  const done = counts.cold + counts.warm + counts.checked + counts.present;
  return {
    window: isoWindow(window),
    counts,
    waitSeconds: waitsOf(pulls.filter(broughtBytes)),
    presentShare: done > 0 ? counts.present / done : undefined,
    timeToReadySeconds: quantilesOf(
      podStarts.map(({ readySketch }) => readySketch),
    ),
  };
}
