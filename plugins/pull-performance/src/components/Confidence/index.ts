export * from './Confidence';
