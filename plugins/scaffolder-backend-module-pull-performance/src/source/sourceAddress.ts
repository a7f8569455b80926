import { ScmIntegrationRegistry } from '@backstage/integration';
import { Provider, providers } from './Repository';

/**
 * The address that a location holds, or why it is none that can be used.
 */
export function sourceAddress(location: {
  type: string;
  target: string;
}): { url: string } | { reason: string } {
  const { type, target } = location;
  const next =
    'Set its annotation backstage.io/source-location to the address of its repository, as url:https://…';
  if (type !== 'url') {
    return {
      reason: `The entity comes from a location of type ${type.slice(
        0,
        40,
      )}, not from a repository. ${next}`,
    };
  }
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    return { reason: `Its source location is no address on the web. ${next}` };
  }
  if (url.username || url.password) {
    return {
      reason: `Its source location holds a user or a password. ${next}, and keep credentials in integrations of the app-config.`,
    };
  }
  return { url: url.href };
}

/** Who hosts an address, by the integrations of the app-config. */
export function providerOf(
  url: string,
  integrations: ScmIntegrationRegistry,
): Provider {
  const type = integrations.byUrl(url)?.type;
  return providers.find(provider => provider === type) ?? 'other';
}
