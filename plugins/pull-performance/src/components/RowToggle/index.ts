export * from './RowToggle';
