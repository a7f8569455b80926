/** A public registry that everybody may read. */
export interface WellKnownRegistry {
  /** As references name it, or `*.` and the end of names. */
  host: string;
  /** Origin to connect to where it is not `https://` and the host. */
  origin?: string;
  /** Origin of its token service where that has a host of its own. */
  tokenOrigin?: string;
}

/** Registries that are read without any configuration. Docker's and Elastic's addresses are those that their 401 answers name. */
export const wellKnownRegistries: readonly WellKnownRegistry[] = [
  {
    host: 'docker.io',
    origin: 'https://registry-1.docker.io',
    tokenOrigin: 'https://auth.docker.io',
  },
  { host: 'ghcr.io' },
  { host: 'quay.io' },
  { host: 'mcr.microsoft.com' },
  { host: 'registry.k8s.io' },
  { host: 'gcr.io' },
  { host: '*.gcr.io' },
  { host: '*.pkg.dev' },
  { host: 'public.ecr.aws' },
  { host: 'registry.gitlab.com', tokenOrigin: 'https://gitlab.com' },
  {
    host: 'docker.elastic.co',
    tokenOrigin: 'https://docker-auth.elastic.co',
  },
  { host: 'nvcr.io' },
  { host: 'cgr.dev' },
  { host: 'registry.access.redhat.com' },
  { host: 'registry.redhat.io' },
];

/**
 * Registries known to answer the referrers API, which also hold most of the indexes that it finds: Azure Container Registry
 * (Artifact Streaming) and AWS ECR (SOCI).
 */
const referrersHosts =
  /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.azurecr\.(?:io|cn|us)|\d{12}\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?)$/;

/** Whether a registry is asked for indexes for lazy pulling without being configured so. */
export function knowsReferrers(host: string): boolean {
  return host.length <= 253 && referrersHosts.test(host);
}
