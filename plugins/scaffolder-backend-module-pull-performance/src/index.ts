/**
 * Actions and templates of the scaffolder that put fixes for slow image pulls into repositories.
 *
 * @packageDocumentation
 */
export { pullPerformanceScaffolderFeatures as default } from './features';
