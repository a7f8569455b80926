export * from './FactList';
export * from './ReasonWords';
export * from './diskFacts';
export * from './pullingFacts';
