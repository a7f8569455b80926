export interface Config {
  pullPerformance?: {
    /**
     * The demo fleet: three simulated clusters that `npm start` of this
     * repository runs beside the portal. The plugins know nothing of it.
     */
    demo?: {
      /**
       * `true`: always, beside configured clusters too; `false`: never.
       * Default: when no cluster is configured.
       * @visibility backend
       */
      enabled?: boolean;
      /**
       * A whole number; the same seed gives the same fleet.
       * Default: 1.
       * @visibility backend
       */
      seed?: number;
      /**
       * Set by `npm start` while the demo fleet runs: shows the banner. Not for your own configuration.
       * @visibility frontend
       */
      running?: boolean;
    };
  };
}
