export * from './NoAccess';
