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
    };
  };
}
