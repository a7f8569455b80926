export * from './NoData';
