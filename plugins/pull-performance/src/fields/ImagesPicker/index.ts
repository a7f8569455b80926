export * from './ImagesPicker';
