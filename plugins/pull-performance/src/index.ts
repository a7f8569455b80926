/**
 * How long the pods of a service wait for container images: card and tab for
 * the entity page and a page about the fleet, in the new and the old frontend system.
 *
 * @packageDocumentation
 */
export { default } from './alpha';
export * from './api';
export {
  type PullPerformanceFieldOptions,
  type PullPerformancePreviewOptions,
} from './fields/fieldProps';
export * from './fields/legacyFields';
export * from './plugin';
export * from './routes';
export * from './scorecard/available';
export * from './translation';
