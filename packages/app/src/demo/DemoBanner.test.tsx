import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DemoBanner } from './DemoBanner';

function renderBanner(demo?: { running: boolean }) {
  const config = {
    app: { title: 'Test', baseUrl: 'http://localhost:3000' },
    ...(demo && { pullPerformance: { demo } }),
  };
  return renderInTestApp(
    <>
      <DemoBanner />
      The page
    </>,
    { config },
  );
}

async function findBannerOnPage() {
  await screen.findByText('The page');
  return screen.queryByRole('complementary', { name: 'Demo fleet' });
}

describe('DemoBanner', () => {
  afterEach(() => window.sessionStorage.clear());

  it('says that the clusters are simulated and how to connect one, until it is hidden', async () => {
    const { unmount } = renderBanner({ running: true });
    const banner = await screen.findByRole('complementary', {
      name: 'Demo fleet',
    });
    expect(banner).toHaveTextContent('these clusters are simulated');
    expect(banner).toHaveTextContent('KUBECONFIG=~/.kube/config npm start');
    expect(
      screen.getByRole('link', { name: /ways to connect a cluster/ }),
    ).toHaveAttribute('href', expect.stringContaining('docs/demo.md'));

    await userEvent.click(screen.getByRole('button', { name: /Hide/ }));
    expect(banner).not.toBeInTheDocument();

    unmount();
    renderBanner({ running: true });
    expect(await findBannerOnPage()).not.toBeInTheDocument();
  });

  it.each([[undefined], [{ running: false }]])(
    'is absent with %j',
    async demo => {
      renderBanner(demo);
      expect(await findBannerOnPage()).not.toBeInTheDocument();
    },
  );
});
