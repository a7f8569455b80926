const REPOSITORY =
  'https://github.com/pull-performance/backstage-pull-performance';

/** How to install and set up the plugins. */
export const SETUP_GUIDE_URL = `${REPOSITORY}/blob/main/docs/installation.md`;

/** How the Kubernetes plugin's annotations name workloads. */
export const LINKING_URL =
  'https://backstage.io/docs/features/kubernetes/configuration#surfacing-your-kubernetes-components-as-part-of-an-entity';
