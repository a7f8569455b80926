export * from './HealthMark';
