export * from './CardHero';
