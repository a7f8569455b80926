export * from './NeedsScorecard';
