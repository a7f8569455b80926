export * from './CollectionSection';
