/**
 * Measures the disks of nodes through engines that answer PromQL.
 *
 * @packageDocumentation
 */
export { pullPerformanceModulePrometheus as default } from './module';
