export * from './StateMessage';
