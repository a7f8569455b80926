export * from './colors';
export * from './patterns';
export * from './joinClasses';
export * from './visuallyHidden';
