export * from './NodesSection';
