export * from './ScrollArea';
