import { InputError } from '@backstage/errors';

/** Where Azure Resource Manager and Azure Monitor answer, and which tokens they take. */
export interface AzureEndpoint {
  /** `https://management.azure.com`. */
  origin: string;
  /** OAuth scope of its tokens. */
  scope: string;
  /** OAuth scope of tokens that its container registries exchange. */
  registryScope: string;
  /** Ends the hosts of its container registries: `.azurecr.io`. */
  registrySuffix: string;
  /** Who issues the tokens, where it is not the public cloud's. */
  authorityHost?: string;
  /** Plain HTTP on loopback: a server that stands for Azure. It is sent no token. */
  isPlainLoopback: boolean;
}

/**
 * Clouds by the host of their Resource Manager.
 *
 * Sources: `az cloud list`; `KnownContainerRegistryAudience` of @azure/container-registry for clouds other than the public one.
 */
const clouds: ReadonlyMap<
  string,
  Pick<AzureEndpoint, 'registryScope' | 'registrySuffix' | 'authorityHost'>
> = new Map([
  [
    'management.azure.com',
    {
      registryScope: 'https://containerregistry.azure.net/.default',
      registrySuffix: '.azurecr.io',
    },
  ],
  [
    'management.usgovcloudapi.net',
    {
      registryScope: 'https://management.usgovcloudapi.net/.default',
      registrySuffix: '.azurecr.us',
      authorityHost: 'https://login.microsoftonline.us',
    },
  ],
  [
    'management.chinacloudapi.cn',
    {
      registryScope: 'https://management.chinacloudapi.cn/.default',
      registrySuffix: '.azurecr.cn',
      authorityHost: 'https://login.chinacloudapi.cn',
    },
  ],
]);

export const publicCloud = 'https://management.azure.com';

/**
 * Reads an address of a Resource Manager.
 *
 * @throws InputError that names the key
 */
export function readEndpoint(text: string, key: string): AzureEndpoint {
  const url = URL.parse(text);
  const isPlain = url?.protocol === 'http:';
  if (
    !url ||
    (!isPlain && url.protocol !== 'https:') ||
    url.username !== '' ||
    url.password !== '' ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new InputError(
      `${key} must be the address of an Azure Resource Manager without a path, for example ${publicCloud}`,
    );
  }
  if (isPlain && !isLoopback(url.hostname)) {
    throw new InputError(
      `${key} must begin with https://: tokens are not sent in the open; http:// is for loopback only`,
    );
  }
  const { origin } = url;
  const cloud = clouds.get(url.hostname);
  return {
    origin,
    scope: `${origin}/.default`,
    registryScope: cloud?.registryScope ?? `${origin}/.default`,
    registrySuffix: cloud?.registrySuffix ?? '.azurecr.io',
    authorityHost: cloud?.authorityHost,
    isPlainLoopback: isPlain,
  };
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
