import { PrepullFormValues } from '../formValues';
import { FixFacts } from '../FixRule';
import { mainWorkload, pulledImages, targetOf } from './mainWorkload';
import { worstClusterOf } from './worstCluster';

/** The form of a pre-pull for the workload that matters most; absent where none is known. */
export function prepullValues(
  facts: FixFacts,
  how: Pick<PrepullFormValues, 'mode' | 'schedule'>,
): PrepullFormValues | undefined {
  const workload = mainWorkload(facts, worstClusterOf(facts));
  return (
    workload && {
      entityRef: facts.scorecard.entityRef,
      target: targetOf(workload),
      images: pulledImages(workload),
      technique: 'auto',
      ...how,
    }
  );
}
