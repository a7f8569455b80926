import { InputError } from '@backstage/errors';
import { pathSegments } from '../workspace/safePath';
import { Provider, Repository } from './Repository';

type Parser = (url: URL, parts: string[]) => Repository | undefined;

const parsers: Record<Provider, Parser> = {
  github: parseGithub,
  gitlab: parseGitlab,
  azure: parseAzure,
  bitbucketCloud: parseBitbucketCloud,
  bitbucketServer: parseBitbucketServer,
  other: () => undefined,
};

/**
 * Reads the address of a folder in a repository, as a browser shows it and catalogs keep it.
 *
 * @throws InputError when the address does not name a repository of this provider
 */
export function parseRepository(
  address: string,
  provider: Provider,
): Repository {
  const url = new URL(address);
  const parts = url.pathname.split('/').filter(Boolean).map(decode);
  const repository = parsers[provider](url, parts);
  if (!repository) {
    throw new InputError(
      `${url.origin}${url.pathname} does not name a repository. Correct the annotation backstage.io/source-location of the entity.`,
    );
  }
  return { ...repository, subfolder: folderOf(repository.subfolder) };
}

// https://github.com/owner/repo/tree/branch/folder
function parseGithub(url: URL, parts: string[]): Repository | undefined {
  const [owner, repoPart, view, branch, ...folder] = parts;
  if (!owner || !repoPart) return undefined;
  const repo = withoutGit(repoPart);
  const webUrl = `${url.origin}/${encoded([owner, repo])}`;
  return {
    host: url.host,
    repoUrl: repoUrl(url.host, { owner, repo }),
    webUrl,
    repo,
    branch: knownBranch(branch),
    subfolder: view ? folder.join('/') : '',
    rootUrl: branch ? `${webUrl}/tree/${encoded([branch])}/` : webUrl,
  };
}

// https://gitlab.com/group/subgroup/repo/-/tree/branch/folder
function parseGitlab(url: URL, parts: string[]): Repository | undefined {
  // Older ones have no dash.
  const dash = parts.indexOf('-');
  const view = parts.findIndex(
    (part, index) => index > 1 && ['tree', 'blob', 'raw'].includes(part),
  );
  const end = dash === -1 ? view : dash;
  const path = end === -1 ? parts : parts.slice(0, end);
  if (path.length < 2) return undefined;
  const repo = withoutGit(path[path.length - 1]);
  const owner = path.slice(0, -1).join('/');
  const [, branch, ...folder] =
    end === -1 ? [] : parts.slice(dash === -1 ? end : end + 1);
  const webUrl = `${url.origin}/${encoded([...path.slice(0, -1), repo])}`;
  return {
    host: url.host,
    repoUrl: repoUrl(url.host, { owner, repo }),
    webUrl,
    repo,
    branch: knownBranch(branch),
    subfolder: folder.join('/'),
    rootUrl: branch ? `${webUrl}/-/tree/${encoded([branch])}/` : webUrl,
  };
}

// https://dev.azure.com/organization/project/_git/repo?path=/folder&version=GBbranch
function parseAzure(url: URL, parts: string[]): Repository | undefined {
  const git = parts.indexOf('_git');
  const repo = git === -1 ? undefined : parts[git + 1];
  if (!repo) return undefined;
  const isOld = url.hostname.endsWith('.visualstudio.com');
  const before = isOld
    ? [url.hostname.split('.')[0], ...parts.slice(0, git)]
    : parts.slice(0, git);
  // The project may be left out when the repository has its name.
  const named = before.length === 1 ? [...before, repo] : before;
  if (named.length < 2 || named.length > 3) return undefined;
  const project = named[named.length - 1];
  const organization = named.slice(0, -1).join('/');
  const version = url.searchParams.get('version');
  if (version && !version.startsWith('GB')) return undefined;
  const webUrl = `${url.origin}/${encoded(parts.slice(0, git + 2))}`;
  const rootUrl = new URL(webUrl);
  if (version) rootUrl.searchParams.set('version', version);
  return {
    host: url.host,
    repoUrl: repoUrl(url.host, { organization, project, repo }),
    webUrl,
    organization,
    project,
    repo,
    branch: version?.slice(2),
    subfolder: url.searchParams.get('path') ?? '',
    rootUrl: rootUrl.href,
  };
}

// https://bitbucket.org/workspace/repo/src/branch/folder
function parseBitbucketCloud(
  url: URL,
  parts: string[],
): Repository | undefined {
  const [workspace, repoPart, , branch, ...folder] = parts;
  if (!workspace || !repoPart) return undefined;
  const repo = withoutGit(repoPart);
  const webUrl = `${url.origin}/${encoded([workspace, repo])}`;
  return {
    host: url.host,
    // Backstage demands a project, which the address does not name and a pull request does not need.
    repoUrl: repoUrl(url.host, { workspace, project: workspace, repo }),
    webUrl,
    repo,
    branch: knownBranch(branch),
    subfolder: folder.join('/'),
    rootUrl: branch ? `${webUrl}/src/${encoded([branch])}/` : webUrl,
  };
}

// https://bitbucket.example.com/projects/KEY/repos/repo/browse/folder?at=branch
function parseBitbucketServer(
  url: URL,
  parts: string[],
): Repository | undefined {
  const start = parts.findIndex(part => ['projects', 'users'].includes(part));
  const [kind, key, repos, repo, , ...folder] =
    start === -1 ? [] : parts.slice(start);
  if (!key || repos !== 'repos' || !repo) return undefined;
  const project = kind === 'users' ? `~${key}` : key;
  const webUrl = `${url.origin}/${encoded(parts.slice(0, start + 4))}`;
  const at = url.searchParams.get('at');
  const rootUrl = new URL(`${webUrl}/browse`);
  if (at) rootUrl.searchParams.set('at', at);
  return {
    host: url.host,
    repoUrl: repoUrl(url.host, { project, repo }),
    webUrl,
    project,
    repo,
    branch: at?.replace(/^refs\/heads\//, ''),
    subfolder: folder.join('/'),
    rootUrl: rootUrl.href,
  };
}

function repoUrl(host: string, params: Record<string, string>): string {
  return `${host}?${new URLSearchParams(params)}`;
}

function encoded(parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

function withoutGit(repo: string): string {
  return repo.replace(/\.git$/, '');
}

/** `HEAD` stands for whichever branch is the default. */
function knownBranch(branch: string | undefined): string | undefined {
  return branch && branch !== 'HEAD' ? branch : undefined;
}

/** A location may name the entity's file instead of its folder. */
function folderOf(path: string): string {
  const segments = pathSegments(path.replace(/^\/+/, ''));
  return segments
    .slice(0, /\.ya?ml$/i.test(segments.at(-1) ?? '') ? -1 : undefined)
    .join('/');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
