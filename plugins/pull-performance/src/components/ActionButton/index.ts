export * from './ActionButton';
export * from './ActionLink';
