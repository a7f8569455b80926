import { SourceProblem } from 'backstage-plugin-pull-performance-node';
import { AzureError } from './arm/AzureError';
import { AzureClusterConfig } from './config/azureConfig';

/** What was to be read, for a problem that tells that it was not. */
export interface FailedReading {
  /** Of the problem: `azure-metrics`. */
  code: string;
  /** What is missing, for users. */
  what: string;
  /** The least built-in role that is needed. */
  role: 'Monitoring Reader' | 'Reader';
  /** Where the role is needed, as words. */
  scope: string;
}

/** Texts name so many things, and count the rest. */
const mostNames = 3;

/**
 * What a failure means for users, and what they can do.
 *
 * @throws the error itself when it is none of Azure's: it is a defect, and belongs into the log of whoever reads
 */
export function problemOf(
  error: unknown,
  options: { reading: FailedReading; config: AzureClusterConfig },
): SourceProblem {
  if (!(error instanceof AzureError)) throw error;
  const { code, what } = options.reading;
  return { code, what, why: `${error.message}.`, next: nextOf(error, options) };
}

function nextOf(
  error: AzureError,
  options: { reading: FailedReading; config: AzureClusterConfig },
): string {
  const { reading, config } = options;
  const { key } = config;
  switch (error.failure) {
    case 'noCredential':
      return `Give Backstage an identity in Azure: workload identity, a managed identity, or ${key}.credential (docs/azure.md).`;
    case 'unauthorized':
      return `Check the tenant and the secret of ${key}.credential, and the clock of the backend.`;
    case 'forbidden':
      return `Give the identity of Backstage the role "${reading.role}" on ${reading.scope} (docs/azure.md has the commands). A new role takes up to ten minutes to work.`;
    case 'notFound':
      return `Check ${key}.clusterName, ${key}.resourceGroup and ${key}.subscriptionId: what was renamed or deleted is not found by its old name.`;
    case 'throttled':
      return `Nothing needs to be done: Azure is asked again${
        error.retryAtMs === undefined
          ? ' later'
          : ` after ${new Date(error.retryAtMs).toISOString()}`
      }. If it goes on, something else reads a lot with the same identity.`;
    case 'unreachable':
      return `Check that the backend may connect to ${config.endpoint.origin} (proxy, firewall, DNS).`;
    case 'unavailable':
      return 'Nothing needs to be done: it is asked again at the next refresh. See azure.status.microsoft.';
    case 'tooLarge':
      return 'Report this with the number of nodes of the cluster: Azure answered more than this plugin expects.';
    default:
      return `Check ${key}.endpoint, and that no proxy answers in Azure's place.`;
  }
}

/** Some names, for a text: `a, b, c and 4 more`. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).join(', ');
  const more = names.length - mostNames;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** A number with what is counted: `1 node`, `2 nodes`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
