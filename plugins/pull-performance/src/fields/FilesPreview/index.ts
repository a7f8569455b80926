export * from './FilesPreview';
