export * from './DataTable';
export * from './PlainTable';
