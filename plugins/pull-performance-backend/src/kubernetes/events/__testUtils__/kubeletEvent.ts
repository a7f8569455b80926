/** An event as a kubelet sends it, with the given parts replaced. */
export function kubeletEvent(parts: Record<string, unknown>): unknown {
  return {
    metadata: { uid: 'event-1' },
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: 'web-1',
      uid: 'pod-1',
      fieldPath: 'spec.containers{web}',
    },
    reason: 'Pulled',
    message: 'Successfully pulled image "web:1" in 1s (2s including waiting)',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-11-22T02:48:46Z',
    lastTimestamp: '2026-11-22T02:51:37Z',
    count: 1,
    ...parts,
  };
}
