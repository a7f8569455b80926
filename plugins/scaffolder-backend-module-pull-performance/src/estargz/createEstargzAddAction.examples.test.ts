import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { parse } from 'yaml';
import { createEstargzAddAction } from './createEstargzAddAction';
import { examples } from './createEstargzAddAction.examples';

const workflow = `on: [push]
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/setup-buildx-action@v4
      - uses: docker/build-push-action@v7
        with: { push: true, tags: 'registry.example.com/shop/web:1' }
`;

describe('pull-performance:estargz:add examples', () => {
  const directory = createMockDirectory();
  const action = createEstargzAddAction();
  const files = { '.github': { workflows: { 'release.yml': workflow } } };

  it.each(
    [
      ['.github/workflows/release.yml'],
      ['.github/workflows/release.yml'],
      ['.github/workflows/estargz-web.yml'],
      ['build-estargz.sh'],
      [],
    ].map((changed, index) => ({ changed, index, ...examples[index] })),
  )('$description', async ({ example, changed }) => {
    const [{ input }] = parse(example).steps;
    directory.setContent(input.path ? { [input.path]: files } : files);
    const context = createMockActionContext({
      workspacePath: directory.path,
      input,
    });
    await action.handler(context);
    expect(context.output).toHaveBeenCalledWith(
      'files',
      changed.map(path => expect.objectContaining({ path })),
    );
  });

  it('are all tried', () => {
    expect(examples).toHaveLength(5);
  });
});
