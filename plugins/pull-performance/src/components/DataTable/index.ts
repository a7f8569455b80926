export * from './columns';
export * from './DataTable';
export * from './PlainTable';
