export interface Config {
  pullPerformance?: {
    /** The templates that put fixes into repositories. */
    templates?: {
      /** Whether the templates are put into the catalog; by default true. */
      enabled?: boolean;
      /** Entity reference of who owns them, by default `group:default/platform`. */
      owner?: string;
    };
  };
}
