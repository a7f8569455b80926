import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { AzureTokens } from './AzureTokens';
import { AzureError } from './AzureError';

/**
 * Sends a token to Azure Resource Manager and to nobody else. A token that is refused although its time is not over (revoked, or a clock that is wrong)
 * is fetched anew once.
 *
 * @remarks
 * The library's own policy never sends a token over plain HTTP, also not to a server on loopback that stands for Azure.
 */
export function tokenPolicy(options: {
  tokens: AzureTokens;
  scope: string;
  origin: string;
}): PipelinePolicy {
  const { tokens, scope, origin } = options;
  return {
    name: 'pullPerformanceToken',
    async sendRequest(request, next) {
      if (new URL(request.url).origin !== origin) {
        throw new AzureError('badAnswer', {
          message: 'Azure led to an address that is not its own',
        });
      }
      const token = await tokens.get(scope);
      request.headers.set('authorization', `Bearer ${token}`);
      try {
        return await next(request);
      } catch (error) {
        if (
          !(error instanceof AzureError && error.failure === 'unauthorized')
        ) {
          throw error;
        }
        const fresh = await tokens.renew(scope, token);
        if (fresh === token) {
          throw error;
        }
        request.headers.set('authorization', `Bearer ${fresh}`);
        return await next(request);
      }
    },
  };
}
