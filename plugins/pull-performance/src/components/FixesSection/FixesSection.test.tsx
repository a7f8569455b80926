import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import {
  ephemeralDisk,
  estargz,
  fix,
  fixPage,
  parallelPulls,
} from '../../__testUtils__/fixes';
import { NarrowObserver } from '../../__testUtils__/NarrowObserver';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';
import { PullPerformanceApi } from '../../api';
import { howParts } from './howParts';

const TEMPLATES = ['add-prepull-daemonset', 'add-estargz-build'];

function renderTab(
  listFixes: PullPerformanceApi['listFixes'],
  options: { templates?: string[]; path?: string } = { templates: TEMPLATES },
) {
  return renderEntityPage({
    only: 'entity-content:pull-performance',
    api: apiMock({ listFixes }),
    ...options,
  });
}

async function findSection() {
  return within(
    await screen.findByRole('region', { name: 'What to do', busy: false }),
  );
}

describe('FixesSection', () => {
  const { ResizeObserver: original } = global;
  afterEach(() => {
    global.ResizeObserver = original;
  });

  it('lists what applies with its button, then what might, and folds the rest', async () => {
    const listFixes = jest.fn(async () =>
      fixPage([
        estargz,
        fix(),
        fix({ id: 'prepull-scheduled', title: 'Pre-pull at night' }),
        parallelPulls,
      ]),
    );
    renderTab(listFixes, {
      templates: TEMPLATES,
      path: '/?range=30&cluster=prod-weu',
    });
    const section = await findSection();
    expect(listFixes).toHaveBeenCalledWith(
      expect.objectContaining({
        entityRef: 'component:default/checkout',
        cluster: 'prod-weu',
      }),
    );
    expect(
      await section.findByText(
        '2 fixes apply to what was measured here. Whether 1 more is of use cannot be told yet: something about it is unknown.',
      ),
    ).toBeVisible();
    const applying = section.getByRole('list', { name: 'Fixes that apply' });
    expect(
      within(applying)
        .getAllByRole('heading')
        .map(({ textContent }) => textContent),
    ).toEqual(['Pre-pull checkout on its nodes', 'Pre-pull at night']);
    expect(applying).toHaveTextContent(
      /75 % of the pulls in prod-weu .* in advance\.Your teamOne pull request/,
    );
    const buttons = await within(applying).findAllByRole('link');
    expect(buttons.map(({ className }) => /contained/.test(className))).toEqual(
      [true, false],
    );
    const { pathname, searchParams } = new URL(
      buttons[0].getAttribute('href') ?? '',
      'https://portal.example.com',
    );
    expect(pathname).toBe('/create/templates/default/add-prepull-daemonset');
    expect(JSON.parse(searchParams.get('formData') ?? '')).toEqual(
      fix().values,
    );
    expect(buttons[0]).toHaveAccessibleName(
      'Open template: Pre-pull checkout on its nodes',
    );

    // What is not known to be of use says what to do about that.
    const unknown = section.getByRole('list', { name: 'Could be of use' });
    expect(within(unknown).queryByRole('link')).not.toBeInTheDocument();
    expect(unknown).toHaveTextContent(
      /not known\. Reading them needs the right nodes\/proxy.*What to do: Turn the kubelet source on/,
    );

    const user = userEvent.setup();
    const rest = section.getByRole('button', {
      name: '1 fix is of no use here',
    });
    expect(section.queryByText('Build as eStargz')).not.toBeInTheDocument();
    await user.click(rest);
    expect(section.getByText('Build as eStargz')).toBeVisible();
    expect(section.getByText('checkout has 61 MB.')).toBeVisible();
  });

  it('opens by keyboard what must be so, the risks, how to do and to undo it, with commands to copy', async () => {
    renderTab(async () => fixPage([ephemeralDisk]), {});
    const section = await findSection();
    const toggle = await section.findByRole('button', {
      name: 'Ephemeral OS disk',
    });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    toggle.focus();
    const user = userEvent.setup();
    await user.keyboard('{Enter}');
    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    const details = document.getElementById(
      toggle.getAttribute('aria-controls') ?? '',
    );
    expect(details).toHaveTextContent(
      /How.*Create a pool with az aks nodepool add --node-osdisk-type Ephemeral.* and set nodeSelector\..*What must be soMet: Nodes are known before .* 92 % of 18 nodes .*RisksNodes that join later stay cold\..*How to undoRemove the DaemonSet\./,
    );
    expect(section.getByRole('button', { name: 'Copy command' })).toBeVisible();
    expect(section.getByText('Platform team')).toBeVisible();
    await user.keyboard('{Enter}');
    expect(details).not.toBeInTheDocument();
  });

  it('has no button for a template that the catalog does not have, nor without a scaffolder', async () => {
    const { unmount } = renderTab(async () => fixPage([fix()]), {
      templates: ['another'],
    });
    await (await findSection()).findByText('Pre-pull checkout on its nodes');
    expect(
      screen.queryByRole('link', { name: /Open template/ }),
    ).not.toBeInTheDocument();
    unmount();
    renderTab(async () => fixPage([fix()]), {});
    await (await findSection()).findByText('Pre-pull checkout on its nodes');
    expect(
      screen.queryByRole('link', { name: /Open template/ }),
    ).not.toBeInTheDocument();
  });

  it('names the effort in a narrow page', async () => {
    global.ResizeObserver = NarrowObserver;
    renderTab(async () => fixPage([fix()]));
    expect(
      await (await findSection()).findByText('Effort: Your team'),
    ).toBeVisible();
  });

  it.each([
    [
      'nothing can be said',
      fixPage([], {
        reason: {
          code: 'no-pulls',
          what: 'No pull was seen',
          why: 'Nothing ran in this time.',
          next: 'Choose a longer time.',
        },
      }),
      /No pull was seenNothing ran in this time\. Choose a longer time\./,
    ],
    ['there is no fix', fixPage([]), /No fix is known/],
    ['none is of use', fixPage([estargz]), /No fix is known to be of use here/],
    [
      'something is unknown',
      fixPage([parallelPulls]),
      /No fix is known to apply; whether 1 is of use cannot be told yet/,
    ],
  ])('says so when %s', async (_, page, words) => {
    renderTab(async () => page);
    expect(
      await screen.findByRole('region', { name: 'What to do', busy: false }),
    ).toHaveTextContent(words);
  });

  it('fails alone, and says what failed', async () => {
    const listFixes = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(503, {
          name: 'Error',
          message: 'the store is away',
        }),
      )
      .mockResolvedValue(fixPage([fix()]));
    renderTab(listFixes);
    const section = await findSection();
    expect(await section.findByRole('alert')).toHaveTextContent(
      /503: the store is away/,
    );
    expect(
      await screen.findByRole('region', { name: 'Nodes', busy: false }),
    ).toBeVisible();
    await userEvent
      .setup()
      .click(section.getByRole('button', { name: 'Try again' }));
    expect(
      await section.findByText('Pre-pull checkout on its nodes'),
    ).toBeVisible();
  });
});

describe('howParts', () => {
  it('tells commands, names and words apart, and leaves an open backtick alone', () => {
    expect(howParts('Set `a` or run `b --c`.')).toEqual([
      { kind: 'words', text: 'Set ' },
      { kind: 'name', text: 'a' },
      { kind: 'words', text: ' or run ' },
      { kind: 'command', text: 'b --c' },
      { kind: 'words', text: '.' },
    ]);
    expect(howParts('a `b')).toEqual([{ kind: 'words', text: 'a `b' }]);
  });
});
