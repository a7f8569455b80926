export * from './FixesSection';
