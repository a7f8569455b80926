export interface Config {
  pullPerformance?: {
    /** Sources of what is known about the disks of nodes. */
    nodeDisks?: {
      /**
       * AKS clusters whose nodes, disks and registries are read from Azure; docs/azure.md names the roles that this needs.
       * Default: none.
       */
      azure?: Array<{
        /**
         * The cluster as Backstage calls it: its name in the Kubernetes plugin, or in `pullPerformance.clusters`.
         * @visibility backend
         */
        cluster: string;
        /**
         * Subscription of the cluster, a GUID.
         * @visibility backend
         */
        subscriptionId: string;
        /**
         * Resource group of the cluster; not the one that AKS made for its nodes.
         * @visibility backend
         */
        resourceGroup: string;
        /**
         * The cluster as Azure calls it.
         * @visibility backend
         */
        clusterName: string;
        /**
         * Resource group of its nodes. Nothing is read of machines outside of it.
         * Default: what the cluster tells, mostly `MC_<resourceGroup>_<clusterName>_<location>`.
         * @visibility backend
         */
        nodeResourceGroup?: string;
        /**
         * Container registries that the cluster pulls from: login servers such as `team.azurecr.io`, or resource ids (needed for
         * registries of other subscriptions). At most 20. Their tier, regions and network access are shown, and tokens of the
         * credential are used to read their images, where `pullPerformance.registries` allows these hosts.
         * Default: none.
         * @visibility backend
         */
        registries?: string[];
        /**
         * Azure Resource Manager of another cloud: `https://management.usgovcloudapi.net`, `https://management.chinacloudapi.cn`. With `http://`, for
         * loopback only, it is a server that stands for Azure and is sent no token.
         * Default: `https://management.azure.com`.
         * @visibility backend
         */
        endpoint?: string;
        /** Who Backstage is for Azure. */
        credential?: {
          /**
           * `default` takes the first that is there of the environment's variables, workload identity, managed identity and the tools of a
           * developer (`DefaultAzureCredential`); `managedIdentity` and `clientSecret` take that only.
           * Default: `default`.
           * @visibility backend
           */
          type?: 'default' | 'clientSecret' | 'managedIdentity';
          /**
           * For `clientSecret`.
           * @visibility backend
           */
          tenantId?: string;
          /**
           * For `clientSecret`; for `managedIdentity` one that the user assigned.
           * Default of `managedIdentity`: the one of the system.
           * @visibility backend
           */
          clientId?: string;
          /**
           * For `clientSecret`.
           * @visibility secret
           */
          clientSecret?: string;
        };
      }>;
    };
  };
}
