import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

// The built frontend; in development the frontend has its own server.
backend.add(import('@backstage/plugin-app-backend'));

// Signing in, and who may do what.
backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));
backend.add(import('@backstage/plugin-permission-backend'));
backend.add(
  import('@backstage/plugin-permission-backend-module-allow-all-policy'),
);

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);

backend.add(import('@backstage/plugin-kubernetes-backend'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
// Each host of repositories on which templates open pull requests has a module.
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitlab'));
backend.add(
  import('@backstage-community/plugin-scaffolder-backend-module-azure-devops'),
);
backend.add(
  import('@backstage/plugin-scaffolder-backend-module-notifications'),
);

// Search keeps its index in memory; for several replicas add the module for PostgreSQL.
backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));

backend.add(import('@backstage/plugin-user-settings-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));

// Offers the plugins' actions to agents; which plugins: `backend.actions.pluginSources`.
backend.add(import('@backstage/plugin-mcp-actions-backend'));

backend.add(import('backstage-plugin-pull-performance-backend'));
backend.add(import('backstage-plugin-pull-performance-backend-module-azure'));
backend.add(
  import('backstage-plugin-pull-performance-backend-module-prometheus'),
);
backend.add(
  import('backstage-plugin-scaffolder-backend-module-pull-performance'),
);

backend.start();
