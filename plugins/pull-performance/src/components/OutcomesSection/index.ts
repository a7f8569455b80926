export * from './OutcomesSection';
