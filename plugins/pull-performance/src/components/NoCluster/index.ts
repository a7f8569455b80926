export * from './NoCluster';
