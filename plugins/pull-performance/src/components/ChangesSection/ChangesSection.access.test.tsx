import { mockApis } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { screen, within } from '@testing-library/react';
import { changePage, recordedChange } from '../../__testUtils__/fixes';
import { apiMock, renderEntityPage } from '../../__testUtils__/pages';

// In a file of its own: what a user may do is kept for all that follows.
describe('ChangesSection for those who may not record changes', () => {
  it('asks nothing of them, and makes no link of anything but a web address', async () => {
    renderEntityPage({
      only: 'entity-content:pull-performance',
      api: apiMock({
        listChanges: async () =>
          changePage([{ ...recordedChange, url: 'data:text/html,x' }]),
      }),
      permission: mockApis.permission({ authorize: AuthorizeResult.DENY }),
    });
    const section = within(
      await screen.findByRole('region', {
        name: 'Applied changes',
        busy: false,
      }),
    );
    await section.findByText(/not seen running yet/);
    expect(
      section.queryByRole('button', { name: /It runs/ }),
    ).not.toBeInTheDocument();
    expect(section.queryByRole('link')).not.toBeInTheDocument();
  });
});
