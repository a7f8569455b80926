export interface Config {
  pullPerformance?: {
    /** The simulated fleet that `npm start` shows when no cluster is configured. */
    demo?: {
      /**
       * Whether it may be shown at all.
       * Default: true.
       */
      enabled?: boolean;
      /**
       * Another fleet for another number, a whole one from 0.
       * Default: 1.
       */
      seed?: number;
    };
  };
}
