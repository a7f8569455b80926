import { readFile, stat } from 'node:fs/promises';
import { RegistryCredentials } from 'backstage-plugin-pull-performance-node';
import { isObject, textOf } from '../../kubernetes/watch/json';
import { StepFailure } from '../transport/StepFailure';

const MAX_FILE_BYTES = 1024 * 1024;
const dockerHubHosts = ['index.docker.io', 'registry-1.docker.io'];

function failure(key: string, why: string, next: string, cause?: unknown) {
  return new StepFailure({
    code: 'unauthorized',
    why: `The file that ${key}.dockerConfigFile names ${why}.`,
    next,
    cause,
  });
}

/**
 * The credentials of a host in a file like `~/.docker/config.json`, which is read anew each time, as mounted secrets change. Only
 * what stands in its `auths` is used: programs that keep credentials elsewhere are never started.
 *
 * @param options - `key` names the entry of the configuration, for messages
 * @throws StepFailure when the file cannot be used, or only names a program for this host
 */
export async function readDockerConfig(options: {
  file: string;
  key: string;
  host: string;
}): Promise<RegistryCredentials | undefined> {
  const { file, key, host } = options;
  const config = await readConfig(file, key);
  const auths = isObject(config.auths) ? config.auths : {};
  const [, entry] =
    Object.entries(auths).find(([name]) => hostOf(name) === host) ?? [];
  const credentials = isObject(entry) ? credentialsOf(entry) : undefined;
  if (!credentials && namesHelper(config, host)) {
    throw failure(
      key,
      `leaves the credentials of '${host}' to a credential helper (credsStore or credHelpers), and Backstage starts no helpers`,
      "Put the credentials into the file's auths, or give username and password.",
    );
  }
  return credentials;
}

async function readConfig(
  file: string,
  key: string,
): Promise<Record<string, unknown>> {
  try {
    const { size } = await stat(file);
    const config: unknown =
      size <= MAX_FILE_BYTES && JSON.parse(await readFile(file, 'utf8'));
    if (isObject(config)) return config;
  } catch (error) {
    // The text of a JSON error quotes the file, so only what is no such error is kept.
    throw failure(
      key,
      'cannot be read, or is no JSON',
      'Check that it exists and that Backstage may read it.',
      error instanceof SyntaxError ? undefined : error,
    );
  }
  throw failure(
    key,
    'is no docker configuration',
    'It should look like ~/.docker/config.json after docker login.',
  );
}

/** The keys are hosts, perhaps with a scheme and a path: `https://index.docker.io/v1/`. */
function hostOf(name: string): string {
  const host = name
    .replace(/^https?:\/\//i, '')
    .split('/', 1)[0]
    .toLowerCase();
  return dockerHubHosts.includes(host) ? 'docker.io' : host;
}

function credentialsOf(
  entry: Record<string, unknown>,
): RegistryCredentials | undefined {
  const refreshToken = textOf(entry.identitytoken);
  if (refreshToken) return { type: 'refreshToken', refreshToken };
  const auth = textOf(entry.auth);
  const decoded = auth && Buffer.from(auth, 'base64').toString('utf8');
  const colon = decoded?.indexOf(':') ?? -1;
  const username =
    decoded && colon > 0 ? decoded.slice(0, colon) : textOf(entry.username);
  const password =
    decoded && colon > 0 ? decoded.slice(colon + 1) : textOf(entry.password);
  return username && password
    ? { type: 'basic', username, password }
    : undefined;
}

function namesHelper(config: Record<string, unknown>, host: string): boolean {
  const { credsStore, credHelpers } = config;
  return (
    textOf(credsStore) !== undefined ||
    (isObject(credHelpers) &&
      Object.keys(credHelpers).some(name => hostOf(name) === host))
  );
}
