export * from './ImagesSection';
