export * from './Owners';
