import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { readTemplateFiles, templatesFolder } from './templateFiles';
import { TemplateProvider } from './TemplateProvider';

const good = `
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: good }
spec: { type: pull-performance, steps: [] }
`;

describe('TemplateProvider', () => {
  const directory = createMockDirectory();
  const logger = mockServices.logger.mock();

  async function connect(folder: string) {
    const connection: jest.Mocked<EntityProviderConnection> = {
      applyMutation: jest.fn(),
      refresh: jest.fn(),
    };
    await TemplateProvider.create({
      folder,
      owner: 'group:default/sre',
      logger,
    }).connect(connection);
    return connection.applyMutation.mock.calls;
  }

  beforeEach(() => jest.clearAllMocks());

  it('gives what the folder holds to the owner', async () => {
    directory.setContent({ 'good.yaml': good, 'README.md': 'not one' });
    const calls = await connect(directory.path);
    expect(calls).toEqual([
      [
        {
          type: 'full',
          entities: [
            {
              locationKey: 'pull-performance-templates',
              entity: expect.objectContaining({
                metadata: expect.objectContaining({
                  name: 'good',
                  annotations: expect.objectContaining({
                    'backstage.io/managed-by-location':
                      'pull-performance-templates:good.yaml',
                  }),
                }),
                spec: expect.objectContaining({ owner: 'group:default/sre' }),
              }),
            },
          ],
        },
      ],
    ]);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it.each([
    ['broken YAML', 'a: [', 'bad.yaml'],
    ['another kind', 'kind: Component\nmetadata: { name: x }', 'bad.yaml'],
    ['nothing', '', 'bad.yaml'],
  ])('says so when a file holds %s, and keeps the others', async (...row) => {
    directory.setContent({ 'good.yaml': good, 'bad.yaml': row[1] });
    const [[mutation]] = await connect(directory.path);
    expect(mutation).toMatchObject({
      entities: [{ entity: { metadata: { name: 'good' } } }],
    });
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('bad.yaml'),
    );
  });

  it('does not stop the catalog when the folder is missing', async () => {
    expect(await connect(directory.resolve('missing'))).toEqual([]);
    expect(logger.error).toHaveBeenCalled();
  });

  it('comes with templates', async () => {
    const files = await readTemplateFiles(templatesFolder());
    expect(files.map(({ name }) => name)).toEqual([
      'add-estargz-build.yaml',
      'add-prepull-daemonset.yaml',
      'set-pull-policy.yaml',
    ]);
    expect(files.filter(file => 'error' in file)).toEqual([]);
  });
});
