/**
 * The pull performance backend.
 *
 * @packageDocumentation
 */
export { pullPerformancePlugin as default } from './plugin';
