export * from './TechniquePicker';
