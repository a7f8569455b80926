export * from './PullPerformanceApi';
export * from './PullPerformanceClient';
