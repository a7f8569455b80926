import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { PullPerformanceApi } from '../api/PullPerformanceApi';
import { createChangeRecordAction } from './createChangeRecordAction';

describe('pull-performance:change:record', () => {
  const fetchMock = jest.spyOn(globalThis, 'fetch');
  const logger = mockServices.logger.mock();

  beforeEach(() => jest.clearAllMocks());
  afterAll(() => fetchMock.mockRestore());

  async function run(
    input: object,
    options: { isDryRun?: boolean; status?: number } = {},
  ) {
    fetchMock.mockImplementation(
      async () =>
        new Response(JSON.stringify({ id: 'c1' }), {
          status: options.status ?? 201,
        }),
    );
    const context = createMockActionContext({
      input: {
        entityRef: 'component:default/web',
        fix: 'prepull-daemonset' as const,
        ...input,
      },
      logger,
      getInitiatorCredentials: async () => mockCredentials.user(),
    });
    await createChangeRecordAction({
      api: PullPerformanceApi.create({
        auth: mockServices.auth(),
        discovery: mockServices.discovery(),
      }),
    }).handler({ ...context, isDryRun: options.isDryRun });
    return Object.fromEntries(jest.mocked(context.output).mock.calls);
  }

  const url = 'https://github.com/shop/web/pull/7';
  const marker = '0123456789abcdef';

  it('records what was done, for the user', async () => {
    const output = await run({ url, marker, values: { mode: 'daemonset' } });
    expect(output).toEqual({ recorded: true, id: 'c1' });
    const [[address, init]] = fetchMock.mock.calls;
    expect(String(address)).toMatch(/\/api\/pull-performance\/v1\/changes$/);
    expect(JSON.parse(String(init?.body))).toEqual({
      entityRef: 'component:default/web',
      fix: 'prepull-daemonset',
      url,
      marker,
      values: { mode: 'daemonset' },
    });
    expect(JSON.stringify(init?.headers)).toContain('user:default/mock');
  });

  it('records nothing in a dry run', async () => {
    // What a publishing action gives as its address in one.
    const dry = { url: 'github.com?owner=shop&repo=web', marker };
    expect(await run(dry, { isDryRun: true })).toEqual({ recorded: false });
    expect(fetchMock).not.toHaveBeenCalled();
    await expect(
      run({ marker: 'Not one' }, { isDryRun: true }),
    ).rejects.toThrow('marker');
  });

  it.each<[object, number, RegExp]>([
    [{ url }, 403, /403.*POST \/api\/pull-performance\/v1\/changes/],
    [{ url: 'ftp://github.com/x' }, 201, /http or https/],
    [{ url: 'https://u:p@github.com/x' }, 201, /http or https/],
    [{ marker: 'x y' }, 201, /marker/],
    [{ values: { a: 'x'.repeat(16_000) } }, 201, /16000/],
  ])('warns and goes on with %j and %d', async (input, status, message) => {
    expect(await run(input, { status })).toEqual({ recorded: false });
    expect(logger.warn).toHaveBeenCalledWith(expect.stringMatching(message));
  });
});
