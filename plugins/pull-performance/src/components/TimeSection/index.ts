export * from './TimeSection';
