import { HumanDuration } from '@backstage/types';

export interface Config {
  /**
   * Pull Performance. Without any of this it reads every cluster of the
   * Kubernetes plugin.
   */
  pullPerformance?: {
    /** Reading clusters through the Kubernetes plugin. */
    kubernetesPlugin?: {
      /**
       * Whether the clusters of the Kubernetes plugin are read.
       * Default: true.
       * @visibility backend
       */
      enabled?: boolean;
    };

    /**
     * Clusters that are read directly. Where the Kubernetes plugin knows a
     * cluster by the same name, it is read directly only.
     * Default: none.
     */
    clusters?: Array<{
      /**
       * The name that annotations and answers use.
       * @visibility backend
       */
      name: string;
      kubeconfig?: {
        /**
         * Path of the kubeconfig file. Default: the one that kubectl would
         * take in the backend's place (`KUBECONFIG`, else `~/.kube/config`, else the service account of the pod).
         * @visibility backend
         */
        file?: string;
        /**
         * Context of that file. Default: its current context.
         * @visibility backend
         */
        context?: string;
      };
    }>;

    /** Reads clusters of one kubeconfig file, each under the name of its context. */
    kubeconfig?: {
      /**
       * Path of the file.
       * @visibility backend
       */
      file: string;
      /**
       * Contexts to read. Default: every context of the file.
       * @visibility backend
       */
      contexts?: string[];
    };

    /**
     * Registries whose images may be read, beside well-known public ones (docs/registries.md names them), which are read anonymously
     * unless they stand here.
     * Default: none.
     */
    registries?: Array<{
      /**
       * The host that names of images begin with, with its port where they have one, or a pattern for all names that end alike:
       * `*.azurecr.io`. A host of the configuration may have an address in the own network.
       * @visibility backend
       */
      host: string;
      /**
       * Where to reach it instead: a mirror, or another address of the same registry, without a path. It gets the credentials.
       * Default: `https://` and the host.
       * @visibility backend
       */
      endpoint?: string;
      /**
       * Needs a password too. Not for patterns.
       * Default: none, read anonymously.
       * @visibility backend
       */
      username?: string;
      /**
       * @visibility secret
       */
      password?: string;
      /**
       * Path of a file like `~/.docker/config.json`, of which only the `auths` are used: credential helpers are not started. It is read
       * anew when it is needed, so it may be a mounted secret.
       * Default: none.
       * @visibility backend
       */
      dockerConfigFile?: string;
      /**
       * Address of the registry's token service where that has a host of its own. Without it credentials go to no other host than
       * the registry's.
       * Default: none.
       * @visibility backend
       */
      tokenRealm?: string;
      /**
       * Plain HTTP; only for addresses of loopback.
       * Default: false.
       * @visibility backend
       */
      insecure?: boolean;
      /**
       * Whether indexes for lazy pulling are looked for beside images, at most 60 times a minute.
       * Default: true for Azure Container Registry and AWS ECR, false for others.
       * @visibility backend
       */
      referrers?: boolean;
    }>;

    /**
     * How nodes' disks are read and judged. The Azure and Prometheus modules have keys of their own here.
     */
    nodeDisks?: {
      /** Reading the used space, I/O pressure and configuration of kubelets. */
      kubelet?: {
        /**
         * Names of the clusters whose kubelets are asked, through their API servers. Needs the right to `get` `nodes/proxy`, WHICH ALSO LETS ITS HOLDER
         * RUN COMMANDS IN ALL PODS of the cluster: read docs/kubelet.md first.
         * Default: none.
         * @visibility backend
         */
        clusters?: string[];
      };
      /** From where on disks count as busy, throttled or nearly full. */
      thresholds?: {
        /**
         * Operations or bytes per second in percent of the binding limit, from which on a disk is throttled.
         * Default: 95.
         * @visibility backend
         */
        throttledPercent?: number;
        /**
         * The same, from which on it is busy. At most `throttledPercent`.
         * Default: 70.
         * @visibility backend
         */
        busyPercent?: number;
        /**
         * Requests that wait or are served; a disk with more is throttled.
         * Default: 20.
         * @visibility backend
         */
        queueDepth?: number;
        /**
         * Percent of the time in which tasks wait for I/O, from which on a disk is throttled unless it is known to be idle.
         * Default: 75.
         * @visibility backend
         */
        ioPressurePercent?: number;
        /**
         * A node is throttled when its disk was throttled for so long while the node pulled images.
         * Default: { minutes: 5 }.
         * @visibility backend
         */
        throttledFor?: HumanDuration | string;
        /**
         * Used space in percent, from which on a disk is nearly full, where the threshold of the node's kubelet for removing images is not known.
         * Default: 85.
         * @visibility backend
         */
        fullPercent?: number;
      };
    };

    /** How services are graded. */
    scorecard?: {
      /**
       * The window of a scorecard. From 1 hour to 400 days.
       * Default: { days: 7 }.
       * @visibility backend
       */
      window?: HumanDuration | string;
      /**
       * The limits of the grades A, B, C and D, four numbers for each area. An
       * area that is not named keeps its default.
       */
      targets?: {
        /**
         * In seconds, growing. Default: [5, 10, 20, 45].
         * @visibility backend
         */
        pullTime?: number[];
        /**
         * In MB of 10⁶ bytes, growing. Default: [100, 250, 400, 800].
         * @visibility backend
         */
        imageSize?: number[];
        /**
         * In percent, shrinking. Default: [85, 70, 50, 30].
         * @visibility backend
         */
        layerReuse?: number[];
        /**
         * Throttled nodes in percent, growing. Default: [0, 5, 10, 25].
         * @visibility backend
         */
        nodeDiskHealth?: number[];
      };
      /** What the areas weigh in the overall grade; any numbers above 0, all four or none. */
      weights?: {
        /**
         * Default: 40.
         * @visibility backend
         */
        pullTime: number;
        /**
         * Default: 20.
         * @visibility backend
         */
        imageSize: number;
        /**
         * Default: 20.
         * @visibility backend
         */
        layerReuse: number;
        /**
         * Default: 20.
         * @visibility backend
         */
        nodeDiskHealth: number;
      };
    };

    /** How long data is kept. */
    retention?: {
      /**
       * Single pulls, and figures by the hour: windows from before are answered from whole UTC days.
       * Default: { days: 14 }.
       * @visibility backend
       */
      pulls?: HumanDuration | string;
      /**
       * Daily figures. At least as long as single pulls.
       * Default: { days: 400 }.
       * @visibility backend
       */
      rollups?: HumanDuration | string;
    };

    /** How often things are looked at; collecting itself is a stream and has no schedule. */
    schedules?: {
      /**
       * Which catalog entities name which workloads.
       * Default: { minutes: 1 }.
       * @visibility backend
       */
      services?: HumanDuration | string;
      /**
       * Which clusters there are.
       * Default: { minutes: 1 }.
       * @visibility backend
       */
      clusters?: HumanDuration | string;
      /**
       * Removing what is older than its retention.
       * Default: { hours: 1 }.
       * @visibility backend
       */
      prune?: HumanDuration | string;
      /**
       * Asking registries for images that are new. No digest is asked for twice.
       * Default: { seconds: 10 }.
       * @visibility backend
       */
      images?: HumanDuration | string;
      /**
       * Asking registries what tags stand for by now; each tag six hours after the last time.
       * Default: { minutes: 15 }.
       * @visibility backend
       */
      tags?: HumanDuration | string;
      /**
       * Reading nodes' disks. At most one hour.
       * Default: { minutes: 1 }.
       * @visibility backend
       */
      nodes?: HumanDuration | string;
      /**
       * Reading what nodes are made of: machines, disks and their limits, kubelets' configuration.
       * Default: { minutes: 10 }.
       * @visibility backend
       */
      nodeFacts?: HumanDuration | string;
    };
  };
}
