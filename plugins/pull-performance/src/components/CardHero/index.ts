export * from './CardHero';
export * from './HeadlineWords';
