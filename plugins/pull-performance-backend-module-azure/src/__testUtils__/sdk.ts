import { MonitorClient } from '@azure/arm-monitor';
import { deserializationPolicy, serializationPolicy } from '@azure/core-client';
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createPipelineRequest,
  proxyPolicy,
} from '@azure/core-rest-pipeline';
import {
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from '@azure/identity';
import { AzureSdk } from '../arm/azureSdk';

/** Jest cannot import lazily; in its place: `jest.mock('./arm/azureSdk', () => jest.requireActual('./__testUtils__/sdk'))`. */
export async function loadAzureSdk(): Promise<AzureSdk> {
  return {
    MonitorClient,
    ClientSecretCredential,
    DefaultAzureCredential,
    ManagedIdentityCredential,
    deserializationPolicy,
    serializationPolicy,
    createDefaultHttpClient,
    createEmptyPipeline,
    createPipelineRequest,
    proxyPolicy,
  };
}
