/**
 * Microsoft's libraries, loaded when something of Azure is read for the first time: a backend without AKS clusters, and the start of
 * any backend, do not wait for them.
 */
export async function loadAzureSdk() {
  const [monitor, identity, client, pipeline] = await Promise.all([
    import('@azure/arm-monitor'),
    import('@azure/identity'),
    import('@azure/core-client'),
    import('@azure/core-rest-pipeline'),
  ]);
  return {
    MonitorClient: monitor.MonitorClient,
    ClientSecretCredential: identity.ClientSecretCredential,
    DefaultAzureCredential: identity.DefaultAzureCredential,
    ManagedIdentityCredential: identity.ManagedIdentityCredential,
    deserializationPolicy: client.deserializationPolicy,
    serializationPolicy: client.serializationPolicy,
    createDefaultHttpClient: pipeline.createDefaultHttpClient,
    createEmptyPipeline: pipeline.createEmptyPipeline,
    createPipelineRequest: pipeline.createPipelineRequest,
    proxyPolicy: pipeline.proxyPolicy,
  };
}

/** What is used of Microsoft's libraries. */
export type AzureSdk = Awaited<ReturnType<typeof loadAzureSdk>>;
