export * from './WorkloadPicker';
