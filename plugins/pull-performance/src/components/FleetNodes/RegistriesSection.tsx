import { Registry } from 'backstage-plugin-pull-performance-common';
import { NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { DataTable } from '../DataTable';
import { Section } from '../Section';

/** The registries that a cloud told of: where they are, and how they can be reached. */
export function RegistriesSection(props: { registries: Registry[] }) {
  const t = usePullTranslation();
  return (
    <Section
      title={t('fleet.registries.title')}
      note={t('fleet.registries.note')}
    >
      <DataTable
        label={t('fleet.registries.title')}
        columns={[
          { title: t('fleet.registries.columns.host'), kind: 'wide' },
          { title: t('fleet.registries.columns.tier') },
          { title: t('fleet.registries.columns.regions'), kind: 'wide' },
          { title: t('fleet.registries.columns.access') },
          { title: t('fleet.registries.columns.cluster'), kind: 'name' },
        ]}
        rows={props.registries.map(registry => {
          const { host, tier, regions, networkAccess, cluster } = registry;
          return {
            key: `${cluster} ${host}`,
            cells: [
              host,
              tier ?? t('unknown'),
              regions.length > 0 ? regions.join(', ') : t('unknown'),
              networkAccess
                ? t(`fleet.registries.access.${networkAccess}`)
                : t('unknown'),
              cluster || NO_VALUE,
            ],
          };
        })}
      />
    </Section>
  );
}
