import {
  createExtensionTester,
  renderInTestApp,
} from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { scaffolderTemplateOutputsBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { ScaffolderTaskOutput } from '@backstage/plugin-scaffolder-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { outputsExtension } from '../../fields/outputsExtension';

const { dataRefs } = scaffolderTemplateOutputsBlueprint;
const file = {
  path: 'deploy/prepull.yaml',
  change: 'created',
  content: 'kind: DaemonSet\n',
};
const service = { title: 'Service', entityRef: 'component:default/checkout' };

function renderOutputs(output: ScaffolderTaskOutput) {
  const Outputs = createExtensionTester(outputsExtension).get(
    dataRefs.component,
  );
  renderInTestApp(<Outputs output={output} />, {
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
  });
}

describe('TemplateOutputs', () => {
  it('belongs to the templates of these plugins', () => {
    expect(
      createExtensionTester(outputsExtension).get(dataRefs.templateRefs),
    ).toEqual([
      'template:default/add-prepull-daemonset',
      'template:default/add-estargz-build',
      'template:default/set-pull-policy',
    ]);
  });

  it('says what to do with the pull request, and leaves the rest to the scaffolder', async () => {
    renderOutputs({
      files: [file],
      links: [
        { title: 'Pull request', url: 'https://git.example.com/pull/7' },
        service,
      ],
      text: [{ title: 'What it does', content: 'Adds a DaemonSet.' }],
    });
    expect(
      await screen.findByRole('heading', { name: 'What happens next' }),
    ).toBeVisible();
    expect(screen.getByText(/Review the pull request/)).toBeVisible();
    expect(screen.getByRole('link', { name: /Pull request/ })).toHaveAttribute(
      'href',
      'https://git.example.com/pull/7',
    );
    expect(await screen.findByText('Adds a DaemonSet.')).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /Download/ }),
    ).not.toBeInTheDocument();
  });

  it('gives the files to keep where no pull request was opened', async () => {
    const createObjectURL = jest.fn((_: Blob) => 'blob:kept');
    const revokeObjectURL = jest.fn();
    Object.assign(URL, { createObjectURL, revokeObjectURL });
    const kept: string[] = [];
    jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function click(this: HTMLAnchorElement) {
        kept.push(`${this.download} from ${this.href}`);
      });
    renderOutputs({
      files: JSON.stringify([file, { path: 'old.yaml', change: 'removed' }]),
      links: [service],
    });
    const files = await screen.findByRole('group', { name: 'Files' });
    const buttons = within(files).getAllByRole('button');
    expect(buttons.map(({ textContent }) => textContent)).toEqual([
      'Download deploy/prepull.yaml',
    ]);
    await userEvent.setup().click(buttons[0]);
    expect(kept).toEqual(['prepull.yaml from blob:kept']);
    expect(createObjectURL.mock.calls[0][0].size).toBe(file.content.length);
    expect(revokeObjectURL).toHaveBeenCalledWith('blob:kept');
  });

  it('adds nothing where nothing was written', async () => {
    renderOutputs({
      files: [],
      text: [{ title: 'Nothing to change', content: 'It is there already.' }],
    });
    expect(await screen.findByText('It is there already.')).toBeVisible();
    expect(screen.queryByText('What happens next')).not.toBeInTheDocument();
  });
});
