import { TestDatabases } from '@backstage/backend-test-utils';
import { openIntake } from './__testUtils__/openIntake';
import { Told } from './__testUtils__/otlp';
import {
  controller,
  deployment,
  entityRef,
  iso,
  meta,
  nowMs,
} from './__testUtils__/pushedObjects';

const hourMs = 3_600_000;

/** A pod of the workload that asks for much. */
function podTold(
  uid: string,
  options: { createdAtMs?: number; observedAtMs?: number; image?: string } = {},
): Told {
  const { createdAtMs = nowMs - hourMs, image = 'web:1' } = options;
  const { observedAtMs = nowMs - 500 } = options;
  const name = `web-6c5d5f5b4c-${uid}`;
  return {
    type: 'MODIFIED',
    observedAtMs,
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      ...meta(name, {
        uid,
        creationTimestamp: iso(createdAtMs),
        ownerReferences: [
          { kind: 'ReplicaSet', name: 'web-6c5d5f5b4c', controller: true },
        ],
        labels: { app: 'web', 'pod-template-hash': '6c5d5f5b4c' },
      }),
      spec: {
        nodeName: 'node-1',
        containers: [{ name: 'web', image, imagePullPolicy: 'Always' }],
        volumes: [{ image: { reference: 'vol:1', pullPolicy: 'Never' } }],
        serviceAccountName: 'web',
        imagePullSecrets: [{ name: 'acr' }],
        nodeSelector: { disktype: 'ssd', 'kubernetes.io/os': 'linux' },
        affinity: {
          podAntiAffinity: { any: 'thing' },
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    { key: 'cores', operator: 'Gt', values: ['4'] },
                  ],
                },
              ],
            },
          },
        },
        tolerations: [
          {
            key: 'dedicated',
            operator: 'Equal',
            value: 'web',
            effect: 'NoExecute',
            tolerationSeconds: 60,
          },
          {
            key: 'node.kubernetes.io/not-ready',
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds: 300,
          },
        ],
        priorityClassName: 'high',
        runtimeClassName: 'gvisor',
      },
    },
  };
}

describe('PushIntake, settings', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  async function open() {
    const intake = await openIntake(databases);
    const stored = async () => {
      const { items } = await intake.settings.settingsOf({
        entityRef,
        limit: 10,
      });
      return items.find(({ pod }) => pod);
    };
    return {
      ...intake,
      stored,
      image: async () => (await stored())?.pod?.containers[0].image,
    };
  }

  it('takes what pods ask for, as collectors do', async () => {
    const { replica, stored } = await open();
    await replica()([controller, podTold('a')]);
    expect(await stored()).toEqual({
      workload: deployment,
      pod: {
        settings: {
          serviceAccount: 'web',
          imagePullSecrets: ['acr'],
          nodeSelector: { disktype: 'ssd', 'kubernetes.io/os': 'linux' },
          nodeAffinity: [
            {
              matchExpressions: [
                { key: 'cores', operator: 'Gt', values: ['4'] },
              ],
            },
          ],
          tolerations: [
            {
              key: 'dedicated',
              operator: 'Equal',
              value: 'web',
              effect: 'NoExecute',
              tolerationSeconds: 60,
            },
          ],
          priorityClass: 'high',
          runtimeClass: 'gvisor',
        },
        containers: [
          {
            name: 'web',
            kind: 'container',
            image: 'web:1',
            pullPolicy: 'Always',
          },
          { name: '', kind: 'volume', image: 'vol:1', pullPolicy: 'Never' },
        ],
        observedAtMs: nowMs,
      },
    });
  });

  it('keeps those of the newest pod, whichever replica is told of it first', async () => {
    const { replica, image } = await open();
    const [one, other] = [replica(), replica()];
    const newer = podTold('newer', { createdAtMs: nowMs, image: 'web:2' });
    await one([controller, podTold('older'), newer]);
    expect(await image()).toBe('web:2');
    await other([podTold('older')]);
    await one([podTold('older')]);
    expect(await image()).toBe('web:2');
    // Long ago says nothing of now, even of a newer pod.
    await other([
      podTold('newest', {
        createdAtMs: nowMs + 1_000,
        observedAtMs: nowMs - 25 * hourMs,
        image: 'web:3',
      }),
    ]);
    expect(await image()).toBe('web:2');
  });

  it('asks the store once for what is told again and again', async () => {
    const { replica, settings } = await open();
    const save = jest.spyOn(settings, 'saveNewestPods');
    const push = replica();
    await push([controller, podTold('a')]);
    await push([podTold('a')]);
    expect(save).toHaveBeenCalledTimes(1);
    // What the store did not take comes with the next push.
    save.mockRejectedValueOnce(new Error('down'));
    const changed = podTold('a', { image: 'web:9' });
    await expect(push([changed])).rejects.toThrow('down');
    await push([changed]);
    expect(save).toHaveBeenCalledTimes(3);
  });
});
