export * from './CardSkeleton';
