import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface FleetOptions {
  stateDirectory: string;
  seed: number;
  historyDays: number;
  push?: { url: string; tokenFile: string };
}

export const usage = `Usage: demo-fleet --state-directory DIR [--seed N] [--history-days N]
                  [--push-url URL --push-token-file FILE]

  --state-directory  where the kubeconfig and what was pushed are kept
  --seed             another fleet for another number (default 1)
  --history-days     how much the fleet has behind it, 1 to 90 (default 30)
  --push-url         OTLP/HTTP endpoint for logs that gets the history
  --push-token-file  file that holds the token for it`;

/** The command line cannot be understood; the message says why. */
export class UsageError extends Error {}

function wholeNumber(
  name: string,
  text: string,
  bounds: readonly [low: number, high: number],
): number {
  const [low, high] = bounds;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(value >= low && value <= high)) {
    throw new UsageError(
      `--${name} is '${text}', but must be a whole number from ${low} to ${high}.`,
    );
  }
  return value;
}

function pushOptions(
  url: string | undefined,
  tokenFile: string | undefined,
): FleetOptions['push'] {
  if (url === undefined && tokenFile === undefined) return undefined;
  if (url === undefined || tokenFile === undefined) {
    throw new UsageError(
      '--push-url and --push-token-file belong together: name both or neither.',
    );
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`--push-url is '${url}', but must be an http(s) URL.`);
  }
  return { url, tokenFile: resolve(tokenFile) };
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): FleetOptions {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        'state-directory': { type: 'string' },
        seed: { type: 'string', default: '1' },
        'history-days': { type: 'string', default: '30' },
        'push-url': { type: 'string' },
        'push-token-file': { type: 'string' },
      },
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : `${error}`);
  }
  const stateDirectory = values['state-directory'];
  if (!stateDirectory) {
    throw new UsageError('--state-directory is missing.');
  }
  return {
    stateDirectory: resolve(stateDirectory),
    seed: wholeNumber('seed', values.seed, [0, 2 ** 32 - 1]),
    historyDays: wholeNumber('history-days', values['history-days'], [1, 90]),
    push: pushOptions(values['push-url'], values['push-token-file']),
  };
}
