import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  cluster,
  fix,
  image,
  scorecard,
  workload,
} from '../__testUtils__/facts';
import { PullPerformanceApi } from '../api/PullPerformanceApi';
import { createScorecardGetAction } from './createScorecardGetAction';

const answers: Record<string, unknown> = {
  scorecard,
  fixes: { items: [fix], totalItems: 1, window: scorecard.window },
  images: { items: [image], totalItems: 1 },
  workloads: { items: [workload], totalItems: 1, clusters: [cluster] },
};

describe('pull-performance:scorecard:get', () => {
  const fetchMock = jest.spyOn(globalThis, 'fetch');
  const logger = mockServices.logger.mock();

  afterAll(() => fetchMock.mockRestore());

  async function run(
    input: object,
    changed: Record<string, unknown> = {},
    status = 200,
  ) {
    const urls: string[] = [];
    fetchMock.mockImplementation(async url => {
      urls.push(String(url));
      const what = new URL(String(url)).pathname.split('/').at(-1) ?? '';
      const known = { ...answers, ...changed }[what];
      const answer = typeof known === 'function' ? known() : known;
      if (answer instanceof Error) throw answer;
      return new Response(JSON.stringify(answer), { status });
    });
    const context = createMockActionContext({
      input: { entityRef: 'web', ...input },
      logger,
      getInitiatorCredentials: async () => mockCredentials.user(),
    });
    await createScorecardGetAction({
      api: PullPerformanceApi.create({
        auth: mockServices.auth(),
        discovery: mockServices.discovery(),
      }),
    }).handler(context);
    return {
      urls,
      output: Object.fromEntries(jest.mocked(context.output).mock.calls),
    };
  }

  it('tells what is known of a service', async () => {
    const { output, urls } = await run({});
    expect(output).toMatchObject({
      grade: 'D',
      fix: undefined,
      workload: undefined,
      clusterNodes: undefined,
      image: undefined,
      fixes: [{ id: 'prepull-daemonset', state: 'applies' }],
      images: [{ reference: image.reference, compressedBytes: 512e6 }],
    });
    expect(output.areas).toContainEqual(
      expect.objectContaining({
        area: 'nodeDiskHealth',
        grade: 'unknown',
        value: undefined,
      }),
    );
    expect(output.evidence).toContain(
      '- Node disk health: unknown. No source tells. No source of disk figures is configured.',
    );
    expect(urls[0]).toContain('/entities/component/default/web/scorecard');
  });

  it('gives what a fix of one workload needs', async () => {
    const { output, urls } = await run({
      target: 'prod-eu/shop/Deployment/web',
      fix: 'prepull-daemonset',
      image: 'registry.example.com/shop/web',
    });
    expect(output).toMatchObject({
      target: { cluster: 'prod-eu', kind: 'Deployment', name: 'web' },
      workload,
      clusterNodes: cluster,
      fix,
      image: { reference: image.reference },
    });
    expect(output.evidence).toContain('Pods wait for this image: yes.');
    for (const url of urls) expect(url).toContain('cluster=prod-eu');
  });

  it('finds a workload on a later page', async () => {
    const pages = [
      { items: [], totalItems: 2, clusters: [], nextCursor: 'x' },
      answers.workloads,
    ];
    const { output, urls } = await run(
      { target: 'prod-eu/shop/Deployment/web' },
      { workloads: () => pages.shift() },
    );
    expect(output.workload).toEqual(workload);
    expect(urls.at(-1)).toContain('cursor=x');
  });

  it('says so when the fix does not apply', async () => {
    await run({ fix: 'estargz' });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('estargz does not apply'),
    );
  });

  it.each([
    [{ entityRef: '::' }, 'no entity reference'],
    [{ target: 'shop/web' }, 'names no workload'],
    [{ target: 'a/b/c/%0a' }, 'names no workload'],
    [{ target: 'prod-eu/shop/Deployment/other' }, 'has no workload Deployment'],
  ])('does not take %j', async (input, message) => {
    await expect(run(input)).rejects.toThrow(message);
  });

  it('tells when the backend refuses or is away', async () => {
    await expect(run({}, {}, 403)).rejects.toThrow('403');
    await expect(
      run({}, { scorecard: new TypeError('fetch failed') }),
    ).rejects.toThrow(NotFoundError);
  });

  it('writes no formatting that a cluster sent', async () => {
    const evil = '](https://evil.example) <img src=x> @org/team\n# Title';
    const { output } = await run(
      { fix: 'prepull-daemonset' },
      {
        fixes: { items: [{ ...fix, why: evil, title: evil }] },
        images: { items: [{ ...image, reference: evil }] },
        scorecard: {
          ...scorecard,
          areas: {
            ...scorecard.areas,
            pullTime: { ...scorecard.areas.pullTime, evidence: evil },
          },
        },
      },
    );
    expect(output.evidence).not.toMatch(/(?<!\\)[<[\]]|https:\/\/|@org|^# /m);
  });
});
