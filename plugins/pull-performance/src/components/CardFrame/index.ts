export * from './CardFrame';
