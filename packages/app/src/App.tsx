import { createApp } from '@backstage/frontend-defaults';
import { demoModule } from './demo/demoModule';

// Every plugin in this package's dependencies is discovered and installed: `app.packages: all` in app-config.yaml.
export default createApp({ features: [demoModule] });
