export * from './Legend';
