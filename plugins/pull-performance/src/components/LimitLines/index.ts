export * from './LimitLines';
