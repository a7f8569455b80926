/**
 * Azure for the pull performance backend: AKS nodes, disks by Azure Monitor, Azure Container Registry.
 *
 * @packageDocumentation
 */
export { pullPerformanceModuleAzure as default } from './module';
