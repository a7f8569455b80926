import { Registry } from 'backstage-plugin-pull-performance-common';
import { SourceState } from '../../store/NodeStore';

/** The registries that sources tell of, those of one cluster or all. */
export function registriesOf(
  states: readonly SourceState[],
  cluster: string | undefined,
): Registry[] {
  return states
    .filter(state => cluster === undefined || state.cluster === cluster)
    .flatMap(state =>
      state.registries.map(registry => ({
        cluster: state.cluster,
        ...registry,
      })),
    );
}
