import {
  coreExtensionData,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import appPlugin from '@backstage/plugin-app';
import { DemoBanner } from './DemoBanner';

/** Backstage's own layout, with the banner above whatever page it shows. */
const layout = appPlugin.getExtension('app/layout').override({
  factory(originalFactory, { inputs }) {
    const page = inputs.content.get(coreExtensionData.reactElement);
    return originalFactory({
      inputs: {
        nav: inputs.nav,
        content: [
          coreExtensionData.reactElement(
            <>
              <DemoBanner />
              {page}
            </>,
          ),
        ],
      },
    });
  },
});

/** What this portal shows while `npm start` runs the demo fleet beside it. */
export const demoModule = createFrontendModule({
  pluginId: 'app',
  extensions: [layout],
});
