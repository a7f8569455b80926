export * from './NotLinked';
