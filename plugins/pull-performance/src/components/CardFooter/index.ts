export * from './CardFooter';
