import { node } from '../__testUtils__/harness';
import { agentPoolOf } from '../inventory/agentPools';
import { pullConcurrencyOf } from './pullConcurrency';

describe('pullConcurrencyOf', () => {
  const mode = (
    kubeletVersion: string | undefined,
    featureState: string | undefined,
    labels: Record<string, string> = {},
  ) =>
    pullConcurrencyOf({
      node: node('a', { kubeletVersion, labels }),
      pool: agentPoolOf({
        name: 'apps',
        properties: { currentOrchestratorVersion: '1.30.4' },
      }),
      featureState,
    })?.mode;

  it('follows the rules of AKS, and says nothing where they do not tell', () => {
    expect(mode('v1.30.12', 'NotRegistered')).toBe('serial');
    expect(mode('v1.30.12', undefined)).toBe('serial');
    expect(mode('v1.31.0', 'NotRegistered')).toBe('parallel');
    expect(mode('v1.31.0-hotfix.1', 'Unregistered')).toBe('parallel');
    expect(mode('v1.134.0', 'NotRegistered')).toBe('parallel');
    // It acts on nodes that were reimaged since; which are, nobody tells.
    expect(mode('v1.31.0', 'Registered')).toBeUndefined();
    expect(mode('v1.31.0', 'Registering')).toBeUndefined();
    expect(mode('v1.31.0', undefined)).toBeUndefined();
    // Of the pool, where the node does not tell.
    expect(mode(undefined, 'NotRegistered')).toBe('serial');
    expect(mode('two', 'NotRegistered')).toBeUndefined();
    const nap = { 'karpenter.sh/nodepool': 'default' };
    expect(mode('v1.34.0', 'NotRegistered', nap)).toBeUndefined();
    expect(mode('v1.30.0', 'NotRegistered', nap)).toBe('serial');
  });
});
