import { isError } from '@backstage/errors';
import { EngineConfig } from '../config/types';
import { EngineFailure } from './EngineFailure';

/** Codes of OpenSSL and Node for certificates that are not trusted, have expired or are of another host. */
const certificateCode = /CERT|UNABLE_TO_(?:VERIFY|GET)_/;
const timeoutCodes = [
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];

/** Why nothing answered. */
export function connectionFailure(options: {
  error: unknown;
  config: EngineConfig;
  host: string;
}): EngineFailure {
  const { error, config, host } = options;
  const { key, timeoutSeconds } = config;
  const code = codeOf(error);
  const unreachable = (why: string, next: string) =>
    new EngineFailure({
      ...{ code: 'prometheus-unreachable', why, next },
      ofEngine: true,
      cause: error,
    });
  if (isTimeout(error) || timeoutCodes.includes(code)) {
    return unreachable(
      `'${host}' did not answer within ${timeoutSeconds} s.`,
      `Look whether the engine is overloaded. For large clusters raise ${key}.timeoutSeconds, or let the engine do less with ${key}.matchers.`,
    );
  }
  if (certificateCode.test(code)) {
    return unreachable(
      `The certificate of '${host}' is not trusted (${code}).`,
      `Give the certificate of the authority that signed it as ${key}.ca; otherwise those who run the engine must renew it.`,
    );
  }
  // The texts of these errors are those of the system and of undici; a code says the same in a word.
  return unreachable(
    `'${host}' cannot be reached${code ? ` (${code})` : ''}.`,
    `Look whether the engine runs and whether Backstage may reach it: ${key}.url, network policies, firewalls.`,
  );
}

function isTimeout(error: unknown): boolean {
  return isError(error) && error.name === 'TimeoutError';
}

function codeOf(error: unknown): string {
  return isError(error) && typeof error.code === 'string' ? error.code : '';
}
