export * from './PhaseBar';
