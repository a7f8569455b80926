export * from './LimitBar';
