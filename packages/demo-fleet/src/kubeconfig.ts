import { stringify } from 'yaml';

/** A cluster as a kubeconfig names it. */
export interface KubeconfigEntry {
  name: string;
  url: string;
  token: string;
  /** What the server proves itself with, in PEM. */
  certificate: string;
}

/** A kubeconfig with one context per cluster. */
export function kubeconfigOf(clusters: readonly KubeconfigEntry[]): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]?.name ?? '',
    clusters: clusters.map(({ name, url, certificate }) => ({
      name,
      cluster: {
        server: url,
        'certificate-authority-data':
          Buffer.from(certificate).toString('base64'),
      },
    })),
    users: clusters.map(({ name, token }) => ({ name, user: { token } })),
    contexts: clusters.map(({ name }) => ({
      name,
      context: { cluster: name, user: name },
    })),
  });
}
