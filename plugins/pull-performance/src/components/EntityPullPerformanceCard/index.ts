export * from './EntityPullPerformanceCard';
