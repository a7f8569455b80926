export * from './FleetNoAccess';
