import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { responseError } from '../../__testUtils__/errors';
import { apiMock, entity, renderEntityPage } from '../../__testUtils__/pages';
import { scorecard } from '../../__testUtils__/scorecards';
import { PullPerformanceApi } from '../../api';

const only = 'entity-card:pull-performance/scorecard' as const;

function renderCard(getScorecard: PullPerformanceApi['getScorecard']) {
  return renderEntityPage({ only, api: apiMock({ getScorecard }) });
}

describe('Errors of EntityPullPerformanceCard', () => {
  it('names what failed, and tries again by keyboard', async () => {
    const getScorecard = jest
      .fn()
      .mockRejectedValueOnce(
        await responseError(503, {
          name: 'ServiceUnavailableError',
          message: 'database not reachable',
        }),
      )
      .mockResolvedValue(scorecard());
    renderCard(getScorecard);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /could not be loaded.*503: database not reachable/,
    );
    expect(
      screen.queryByRole('button', { name: /Show data from/ }),
    ).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Copy error details' }),
    ).toBeVisible();
    const user = userEvent.setup();
    screen.getByRole('button', { name: 'Try again' }).focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('12.6')).toBeVisible();
    expect(getScorecard).toHaveBeenCalledTimes(2);
  });

  it('offers the last good data when the backend fails later', async () => {
    const getScorecard = jest
      .fn()
      .mockResolvedValueOnce(scorecard())
      .mockRejectedValue(new TypeError('Failed to fetch'));
    const api = apiMock({ getScorecard });
    const first = renderEntityPage({ only, api });
    expect(await screen.findByText('12.6')).toBeVisible();
    first.unmount();

    renderEntityPage({ only, api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'did not answer (Failed to fetch)',
    );
    const user = userEvent.setup();
    await user.click(
      screen.getByRole('button', { name: /Show data from \d\d:\d\d UTC/ }),
    );
    expect(await screen.findByText('12.6')).toBeVisible();
    expect(
      screen.getByText(/could not be refreshed: Failed to fetch/),
    ).toBeVisible();
  });

  it.each([
    [403, 'NotAllowedError'],
    [404, 'NotFoundError'],
  ])('names the permission and whom to ask on %s', async (status, name) => {
    const error = await responseError(status, { name, message: 'no' });
    renderCard(() => Promise.reject(error));
    expect(
      await screen.findByRole('heading', {
        name: 'You can’t see pull data for this component',
      }),
    ).toBeVisible();
    expect(screen.getByText('pull-performance.scorecard.read')).toBeVisible();
    expect(
      await screen.findByRole('link', { name: 'team-payments' }),
    ).toBeVisible();
  });

  it('names whoever runs the portal where an entity has no owner', async () => {
    const error = await responseError(403, {
      name: 'NotAllowedError',
      message: 'no',
    });
    renderEntityPage({
      only,
      api: apiMock({ getScorecard: () => Promise.reject(error) }),
      page: { ...entity, relations: [] },
    });
    expect(
      await screen.findByText(/Ask whoever runs this portal/),
    ).toBeVisible();
  });

  it('says when the portal has no such backend', async () => {
    const error = await responseError(404);
    renderCard(() => Promise.reject(error));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /no pull performance backend \(404\)/,
    );
  });

  it('shows the figures when only the daily figures fail', async () => {
    renderEntityPage({
      only,
      api: apiMock({
        listPullTimes: () => Promise.reject(new Error('boom')),
      }),
    });
    expect(await screen.findByText('12.6')).toBeVisible();
    expect(
      await screen.findByText('The daily p95 could not be loaded.'),
    ).toBeVisible();
  });
});
