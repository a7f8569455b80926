export * from './WhereSection';
