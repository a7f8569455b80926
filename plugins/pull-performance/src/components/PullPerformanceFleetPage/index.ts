export * from './PullPerformanceFleetPage';
