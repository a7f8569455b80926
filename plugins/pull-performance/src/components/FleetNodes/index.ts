export * from './FleetNodes';
