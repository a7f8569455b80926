import { Header, Page, TabbedLayout } from '@backstage/core-components';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { FleetNodes } from '../FleetNodes';

/** The whole fleet as a page of the old frontend system, with a tab for each question. */
export function PullPerformanceFleetPage() {
  const t = usePullTranslation();
  return (
    <Page themeId="service">
      <Header title={t('title')} />
      <TabbedLayout>
        <TabbedLayout.Route path="/nodes" title={t('fleet.nodesTab')}>
          <FleetNodes />
        </TabbedLayout.Route>
      </TabbedLayout>
    </Page>
  );
}
