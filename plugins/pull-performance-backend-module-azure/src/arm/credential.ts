import type { TokenCredential } from '@azure/core-auth';
import { AzureEndpoint } from '../config/endpoint';
import { AzureSdk } from './azureSdk';

/** Who Backstage is for Azure. */
export type AzureCredentialConfig =
  | { type: 'default' }
  | {
      type: 'clientSecret';
      tenantId: string;
      clientId: string;
      clientSecret: string;
    }
  | { type: 'managedIdentity'; clientId?: string };

/** The credential of Microsoft's library for a configured one. */
export function createCredential(
  sdk: AzureSdk,
  options: { credential: AzureCredentialConfig; endpoint: AzureEndpoint },
): TokenCredential {
  const { credential, endpoint } = options;
  const { authorityHost } = endpoint;
  // Without an authority the library takes AZURE_AUTHORITY_HOST, else the public cloud's.
  const authority = authorityHost === undefined ? {} : { authorityHost };
  switch (credential.type) {
    case 'clientSecret':
      return new sdk.ClientSecretCredential(
        credential.tenantId,
        credential.clientId,
        credential.clientSecret,
        authority,
      );
    case 'managedIdentity':
      return credential.clientId === undefined
        ? new sdk.ManagedIdentityCredential()
        : new sdk.ManagedIdentityCredential({ clientId: credential.clientId });
    default:
      return new sdk.DefaultAzureCredential(authority);
  }
}
