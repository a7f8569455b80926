export * from './PullMode';
