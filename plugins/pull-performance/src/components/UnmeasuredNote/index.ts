export * from './UnmeasuredNote';
