export interface Config {
  pullPerformance?: {
    nodeDisks?: {
      /**
       * Engines that answer PromQL and hold figures of the disks of nodes: Prometheus, Thanos, Mimir, VictoriaMetrics, Azure Managed
       * Prometheus. A cluster may have several entries; where two know the same, the first is believed.
       * Default: none.
       */
      prometheus?: Array<{
        /**
         * The cluster, by the name that annotations and answers use.
         * @visibility backend
         */
        cluster: string;
        /**
         * Where the engine answers, without `/api/v1`: `http://prometheus.monitoring:9090`, `https://mimir.example.com/prometheus`.
         * @visibility backend
         */
        url: string;
        /** Basic authentication. Default: none. */
        basic?: {
          /**
           * @visibility backend
           */
          username: string;
          /**
           * @visibility secret
           */
          password: string;
        };
        /**
         * Sent as a bearer token. Default: none.
         * @visibility secret
         */
        token?: string;
        /**
         * More headers, for example the tenant of Mimir: `X-Scope-OrgID`.
         * Default: none.
         * @deepVisibility secret
         */
        headers?: { [name: string]: string };
        /**
         * Tokens of Microsoft Entra ID, for Azure Managed Prometheus, by `DefaultAzureCredential`: a workload identity, a managed
         * identity, or AZURE_CLIENT_ID with AZURE_CLIENT_SECRET and AZURE_TENANT_ID.
         * Default: false.
         * @visibility backend
         */
        entra?:
          | boolean
          | {
              /**
               * Client id of a user-assigned managed identity or of a workload identity.
               * Default: AZURE_CLIENT_ID of the environment.
               * @visibility backend
               */
              clientId?: string;
              /**
               * For what tokens are asked; other clouds of Azure have other names.
               * Default: `https://prometheus.monitor.azure.com/.default`.
               * @visibility backend
               */
              scope?: string;
            };
        /**
         * Certificates, as PEM, of the authority that signed the engine's certificate; `{ $file: ca.pem }` reads a file.
         * Default: those that Node.js trusts.
         * @visibility backend
         */
        ca?: string;
        /**
         * Label matchers that go into every default query, for engines that hold several clusters: `cluster="prod"`.
         * Default: none.
         * @visibility backend
         */
        matchers?: string;
        /**
         * Labels that may name the node, by its name, host name or internal address, with or without a port. The first that does counts.
         * Default: [node, kubernetes_node, nodename, instance].
         * @visibility backend
         */
        nodeLabels?: string[];
        /**
         * Where nodes keep images. The disk that is mounted there, or nearest above, is the one that is looked at.
         * Default: /var/lib/containerd.
         * @visibility backend
         */
        imagePath?: string;
        /**
         * Regular expression (RE2, for the whole name) of the devices that images may lie on, where the file system does not tell or tells
         * wrong: `sda`, `dm-0`, `nvme[01]n1`. A node on which exactly one matches keeps its images there.
         * Default: whole physical disks and RAIDs (sd, hd, vd, xvd, nvme, mmcblk, dasd, md).
         * @visibility backend
         */
        device?: string;
        /**
         * Limits of the disks that images lie on, for machines whose limits no cloud tells: with them it is said what share of which limit was
         * used. The first that fits a node counts.
         * Default: none, limits are unknown.
         */
        limits?: Array<{
          /**
           * Node pools whose nodes have such disks.
           * Default: all nodes.
           * @visibility backend
           */
          nodePools?: string[];
          /**
           * As users know it: `SATA SSD`.
           * @visibility backend
           */
          name: string;
          /**
           * Reads and writes per second.
           * Default: unknown.
           * @visibility backend
           */
          iops?: number;
          /**
           * Reads and writes, in MB of 10⁶ bytes.
           * Default: unknown.
           * @visibility backend
           */
          megabytesPerSecond?: number;
        }>;
        /**
         * How often the engine scrapes nodes. Rates are taken over twice that time, and over a minute at least.
         * Default: 60.
         * @visibility backend
         */
        scrapeIntervalSeconds?: number;
        /**
         * How long the engine may take for one query. From 1 to 60.
         * Default: 10.
         * @visibility backend
         */
        timeoutSeconds?: number;
        /**
         * Queries instead of the default ones (docs/prometheus.md lists them). `$__rate` stands for the time that rates are taken over. A result must name
         * the node in a label; where it has a label `device` too, only the disk that holds the images counts.
         */
        queries?: {
          /**
           * Mean number of requests that waited or were served.
           * @visibility backend
           */
          queueDepth?: string;
          /**
           * Share of the time in which the disk had a request, 0 to 1.
           * @visibility backend
           */
          busyShare?: string;
          /**
           * Reads and writes per second.
           * @visibility backend
           */
          iops?: string;
          /**
           * Bytes read and written per second.
           * @visibility backend
           */
          bytesPerSecond?: string;
          /**
           * Share of the time in which a task waited for I/O, 0 to 1.
           * @visibility backend
           */
          ioPressureShare?: string;
          /**
           * Used share of the file system's capacity, 0 to 1.
           * @visibility backend
           */
          usedShare?: string;
        };
        /**
         * Queries instead of the default ones for what kubelets and containerd count of pulls (docs/prometheus.md lists them). They are evaluated at the
         * end of each UTC hour and tell what was counted in it. A result must name the node in a label.
         */
        pullQueries?: {
          /**
           * Pulls of kubelets that succeeded.
           * @visibility backend
           */
          pulls?: string;
          /**
           * Sum of their durations, in seconds.
           * @visibility backend
           */
          waitSecondsSum?: string;
          /**
           * How often kubelets were asked to see to an image.
           * @visibility backend
           */
          requests?: string;
          /**
           * Those of the requests that found the image on the node.
           * @visibility backend
           */
          presentLocally?: string;
          /**
           * Pulls of the container runtime that succeeded.
           * @visibility backend
           */
          runtimePulls?: string;
          /**
           * Pulls of the container runtime that failed.
           * @visibility backend
           */
          runtimeFailures?: string;
        };
      }>;
    };
  };
}
