export * from './FailuresSection';
