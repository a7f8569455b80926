/** Hosts of repositories that templates can open pull requests on. */
export const providers = [
  'github',
  'gitlab',
  'azure',
  'bitbucketCloud',
  'bitbucketServer',
] as const;

/** Who hosts a repository; `other` is everyone for whom Backstage has no action that opens a pull request. */
export type Provider = (typeof providers)[number] | 'other';

/** A repository as an address in a browser names it. */
export interface Repository {
  /** With its port. */
  host: string;
  /** As publishing actions name it: `github.com?owner=shop&repo=web`. */
  repoUrl: string;
  /** Its page, without a slash at the end. */
  webUrl: string;
  /** Azure DevOps only; a collection may come before it, with a slash. */
  organization?: string;
  /** Azure DevOps: the project, Bitbucket Server: its key. */
  project?: string;
  repo: string;
  /** When the address names one. */
  branch?: string;
  /** Folder within the repository with slashes; empty at its root. */
  subfolder: string;
  /** What the address of its root is, on the same branch. */
  rootUrl: string;
}
