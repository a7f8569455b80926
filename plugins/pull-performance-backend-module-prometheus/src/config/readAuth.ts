import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { EngineAuth } from './types';

/** Of Azure's public cloud. */
export const defaultEntraScope =
  'https://prometheus.monitor.azure.com/.default';

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\x20-\x7e]*$/;
/** What the requests themselves set. */
const ownHeaders = [
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'transfer-encoding',
  'upgrade',
];

/** @throws InputError that names the key that is wrong */
export function readHeaders(
  config: Config,
  key: string,
): Readonly<Record<string, string>> {
  // Not as a Config: its keys may have fewer forms than headers.
  const headers = config.getOptional<unknown>('headers') ?? {};
  if (typeof headers !== 'object' || headers === null) {
    throw new InputError(`${key}.headers must be names with values`);
  }
  const entries = Object.entries(headers).map(([name, value]) => {
    if (
      !headerName.test(name) ||
      typeof value !== 'string' ||
      !headerValue.test(value)
    ) {
      throw new InputError(
        `${key}.headers.${name} must be a header as HTTP allows it: printable ASCII characters on one line`,
      );
    }
    if (ownHeaders.includes(name.toLowerCase())) {
      throw new InputError(
        `${key}.headers.${name} is set by the request itself; leave it out`,
      );
    }
    return [name.toLowerCase(), value] as const;
  });
  return Object.fromEntries(entries);
}

/** @throws InputError that names the key that is wrong */
export function readAuth(
  config: Config,
  options: {
    key: string;
    url: string;
    headers: Readonly<Record<string, string>>;
  },
): EngineAuth {
  const { key, url, headers } = options;
  const found = [readBasic(config, key), readToken(config, key)]
    .concat(readEntra(config, key))
    .filter(auth => auth !== undefined);
  const [auth = { kind: 'none' }] = found;
  const ways = found.length + (headers.authorization === undefined ? 0 : 1);
  if (ways > 1) {
    throw new InputError(
      `${key} has several of basic, token, entra and headers.authorization; choose one of them`,
    );
  }
  if (auth.kind === 'entra' && !url.startsWith('https:')) {
    throw new InputError(
      `${key}.url must begin with https://, as it gets a token of Microsoft Entra ID`,
    );
  }
  return auth;
}

function readBasic(config: Config, key: string): EngineAuth | undefined {
  const basic = config.getOptionalConfig('basic');
  if (!basic) return undefined;
  const username = basic.getString('username');
  if (username.includes(':')) {
    throw new InputError(
      `${key}.basic.username must not hold a colon: HTTP's Basic authentication cannot send it`,
    );
  }
  return { kind: 'basic', username, password: basic.getString('password') };
}

function readToken(config: Config, key: string): EngineAuth | undefined {
  const token = config.getOptionalString('token')?.trim();
  if (token === undefined) return undefined;
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new InputError(
      `${key}.token must be one word of printable ASCII characters`,
    );
  }
  return { kind: 'token', token };
}

function readEntra(config: Config, key: string): EngineAuth | undefined {
  const value = config.getOptional('entra');
  if (value === undefined || value === false) return undefined;
  if (value === true) return { kind: 'entra', scope: defaultEntraScope };
  if (typeof value !== 'object') {
    throw new InputError(
      `${key}.entra must be true, or an object with clientId or scope`,
    );
  }
  return {
    kind: 'entra',
    clientId: config.getOptionalString('entra.clientId'),
    scope: config.getOptionalString('entra.scope') ?? defaultEntraScope,
  };
}
