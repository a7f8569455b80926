/**
 * Extension points of the pull performance backend.
 *
 * @packageDocumentation
 */
export * from './ClusterAccess';
export * from './extensionPoints';
export * from './NodeSources';
export * from './PullMetricSource';
export * from './RegistryCredentials';
