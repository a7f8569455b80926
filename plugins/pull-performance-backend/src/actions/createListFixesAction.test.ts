import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { FixPage } from 'backstage-plugin-pull-performance-common';
import { createListFixesAction } from './createListFixesAction';

const page: FixPage = {
  items: [
    {
      ...{ id: 'pull-policy', title: 'Pull less', state: 'unknown' },
      ...{ area: 'pullTime', why: 'Not known.', template: 'set-pull-policy' },
      values: { entityRef: 'component:default/checkout' },
      conditions: [
        {
          ...{ id: 'always', state: 'unknown', what: 'a', evidence: 'b' },
          reason: { code: 'c', what: 'd', why: 'e', next: 'f' },
        },
      ],
      effort: { who: 'service', what: 'One line.' },
      ...{ risks: ['none'], how: 'Do it.', undo: 'Undo it.' },
    },
  ],
  totalItems: 1,
  window: { from: '2026-11-15T10:00:00.000Z', to: '2026-11-22T10:20:00.000Z' },
};

describe('list-fixes', () => {
  const listFixes = jest.fn();
  const credentials = mockCredentials.user('user:default/reader');

  function invoke(input: Record<string, string>) {
    const actionsRegistry = actionsRegistryServiceMock();
    createListFixesAction({
      actionsRegistry,
      answers: { listFixes },
      logger: mockServices.logger.mock(),
    });
    const id = 'test:list-fixes';
    return actionsRegistry.invoke({ id, input, credentials });
  }

  it('asks as the caller and gives all fixes with what decides them', async () => {
    listFixes.mockResolvedValue(page);
    const { output } = await invoke({ entityRef: 'checkout', cluster: 'prod' });
    expect(listFixes).toHaveBeenCalledWith(
      expect.objectContaining({
        ...{ entityRef: 'component:default/checkout', cluster: 'prod' },
        credentials,
      }),
    );
    const [{ id, state, template, conditions, effort }] = page.items;
    expect(output).toMatchObject({
      fixes: [
        {
          ...{ id, state, template, effort },
          conditions: [{ state: 'unknown', evidence: conditions[0].evidence }],
        },
      ],
    });
  });

  it('says why nothing can be said, and what is wrong', async () => {
    const reason = { code: 'not-linked', what: 'a', why: 'b', next: 'c' };
    listFixes.mockResolvedValue({ ...page, items: [], reason });
    expect((await invoke({ entityRef: 'checkout' })).output).toEqual({
      fixes: [],
      reason: { what: 'a', why: 'b', next: 'c' },
    });
    listFixes.mockRejectedValue(
      Object.assign(new Error('select secret'), { code: 'SQLITE_ERROR' }),
    );
    await expect(invoke({ entityRef: 'checkout' })).rejects.toThrow(
      'database of pull performance is not reachable',
    );
  });
});
