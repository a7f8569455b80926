export * from './PullsSection';
