export * from './AreaRow';
