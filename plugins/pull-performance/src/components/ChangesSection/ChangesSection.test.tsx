import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import { change, changePage, recordedChange } from '../../__testUtils__/fixes';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';
import { PullPerformanceApi } from '../../api';

function renderTab(api: Partial<PullPerformanceApi>) {
  return renderEntityPage({
    only: 'entity-content:pull-performance',
    api: apiMock(api),
  });
}

async function findSection() {
  return within(
    await screen.findByRole('region', { name: 'Applied changes', busy: false }),
  );
}

describe('ChangesSection', () => {
  it('shows before and after with their counts, and since when a change runs', async () => {
    renderTab({
      listChanges: async ({ entityRef }) =>
        changePage([change({ entityRef: entityRef ?? '' })]),
    });
    const section = await findSection();
    const table = await section.findByRole('table', {
      name: 'Before and after: Pre-pull on its nodes',
    });
    expect(
      within(table)
        .getAllByRole('row')
        .map(row =>
          [...row.children].map(({ textContent }) => textContent).join(' | '),
        ),
    ).toEqual([
      'Figure | Before, 22 Oct to 29 Oct | After, 29 Oct to 5 Nov',
      'p95 wait | 13.1 s (372 pulls) | too few (3 pulls)',
      'Cold pulls | 300 of 572 pulls | 3 of 391 pulls',
      expect.stringMatching(
        /^Image present \| 35.% \(572 pulls\) \| 99.% \(391 pulls\)$/,
      ),
      'Time to ready, p50 | 25.2 s (210 starts) | 9.4 s (190 starts)',
    ]);
    expect(
      section.getByText(
        'Runs since 29 Oct, 08:00 UTC; its label was seen in prod-weu; recorded 28 Oct, 09:30 UTC',
      ),
    ).toBeVisible();
    expect(
      section.getByRole('link', {
        name: /^Show the change: Pre-pull on its nodes/,
      }),
    ).toHaveAttribute('href', 'https://git.example.com/shop/checkout/pull/7');
    expect(
      section.queryByRole('button', { name: /It runs/ }),
    ).not.toBeInTheDocument();
  });

  it('says why nothing can be compared, and lets a user say since when it runs', async () => {
    const confirmRollout = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(409, {
          name: 'ConflictError',
          message: 'it runs already',
        }),
      )
      .mockResolvedValue(change());
    const listChanges = jest
      .fn()
      .mockResolvedValueOnce(changePage([recordedChange]))
      .mockResolvedValue(changePage([change({ rolledOutBy: 'user' })]));
    renderTab({ listChanges, confirmRollout });
    const section = await findSection();
    expect(
      await section.findByText(
        'Recorded 28 Oct, 09:30 UTC; not seen running yet',
      ),
    ).toBeVisible();
    expect(section.getByText(/An image carries no label\./)).toHaveTextContent(
      /What to do: Say when it runs\./,
    );
    expect(section.getAllByText('not yet')).toHaveLength(4);

    const user = userEvent.setup();
    await user.click(
      await section.findByRole('button', { name: /^It runs now/ }),
    );
    expect(await section.findByRole('alert')).toHaveTextContent(
      'This could not be saved: it runs already',
    );
    const [{ id, rolledOutAt }] = confirmRollout.mock.calls[0];
    expect(id).toBe('c2');
    expect(Date.parse(rolledOutAt)).toBeLessThanOrEqual(Date.now());

    await user.click(
      section.getByRole('button', { name: /^It runs since earlier/ }),
    );
    await user.click(section.getByRole('button', { name: 'Save' }));
    expect(
      section.getByText('Enter a time that is not in the future.'),
    ).toBeVisible();
    expect(confirmRollout).toHaveBeenCalledTimes(1);
    await user.type(
      section.getByLabelText('Runs since (UTC)'),
      '2026-10-29T08:00',
    );
    await user.click(section.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(confirmRollout).toHaveBeenLastCalledWith({
        id: 'c2',
        rolledOutAt: '2026-10-29T08:00:00.000Z',
      }),
    );
    expect(await section.findByText(/as a user said/)).toBeVisible();
  });

  it('says that nothing was recorded', async () => {
    renderTab({ listChanges: async () => changePage([]) });
    expect(
      await (
        await findSection()
      ).findByText(
        'No change recorded. Merge requests made from the templates appear here.',
      ),
    ).toBeVisible();
  });

  it('fails alone, and turns pages', async () => {
    const listChanges = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(500, { name: 'Error', message: 'broken' }),
      )
      .mockResolvedValueOnce({
        ...changePage([change()]),
        nextCursor: 'next',
      })
      .mockResolvedValue(changePage([recordedChange]));
    renderTab({ listChanges });
    const section = await findSection();
    const user = userEvent.setup();
    await user.click(await section.findByRole('button', { name: 'Try again' }));
    await user.click(
      await section.findByRole('button', { name: 'Older changes' }),
    );
    expect(await section.findByText('Build as eStargz')).toBeVisible();
    expect(listChanges).toHaveBeenLastCalledWith(
      expect.objectContaining({ cursor: 'next' }),
    );
  });
});
