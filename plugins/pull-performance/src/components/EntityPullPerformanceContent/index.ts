export * from './EntityPullPerformanceContent';
