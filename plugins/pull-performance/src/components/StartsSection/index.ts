export * from './StartsSection';
