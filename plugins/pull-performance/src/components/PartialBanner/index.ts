export * from './PartialBanner';
