export * from './OldDataNote';
