export * from './GradeBadge';
