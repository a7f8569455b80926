import HelpOutline from '@material-ui/icons/HelpOutline';
import { FleetNodePage } from 'backstage-plugin-pull-performance-common';
import { describeError } from '../../api/describeError';
import { sentences } from '../../format';
import { PoolOrder } from '../../hooks/useFleetFilters';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ErrorState } from '../ErrorState';
import { FleetNoAccess } from '../FleetNoAccess';
import { Bones } from '../NeedsScorecard';
import { OldDataNote } from '../OldDataNote';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';
import { FleetTiles } from './FleetTiles';
import { HoursSection } from './HoursSection';
import { PoolsSection } from './PoolsSection';
import { RegistriesSection } from './RegistriesSection';

/** What one page of pools tells, or why there is none. */
export function FleetSections(props: {
  load: Load<FleetNodePage>;
  cursors: (string | undefined)[];
  turn: (cursors: (string | undefined)[]) => void;
  order: PoolOrder;
  sortBy: (order: PoolOrder) => void;
  allTables: boolean;
  narrow: boolean;
}) {
  const { load, ...others } = props;
  const { value, loading, loadedAt, error, failedAt, retry } = load;
  const t = usePullTranslation();
  if (!value) {
    return (
      <Section title={t('fleet.pools')} busy={loading}>
        {error && failedAt ? (
          <ErrorState
            error={error}
            failedAt={failedAt}
            retry={retry}
            noAccess={<FleetNoAccess />}
          />
        ) : (
          <Bones height={240} />
        )}
      </Section>
    );
  }
  const { items, reason, registries } = value;
  const empty = items.length === 0 && props.cursors.length === 1;
  return (
    <>
      {error && failedAt && loadedAt && (
        <OldDataNote
          loadedAt={loadedAt}
          message={describeError(error, failedAt).message}
          retry={retry}
        />
      )}
      {empty ? (
        <Section title={t('fleet.pools')}>
          {reason ? (
            <StateMessage icon={HelpOutline} title={reason.what}>
              <p>{sentences(reason.why, reason.next)}</p>
            </StateMessage>
          ) : (
            t('fleet.empty')
          )}
        </Section>
      ) : (
        <>
          <FleetTiles page={value} />
          <PoolsSection page={value} busy={loading} {...others} />
          <HoursSection pools={items} />
        </>
      )}
      {registries.length > 0 && <RegistriesSection registries={registries} />}
    </>
  );
}
