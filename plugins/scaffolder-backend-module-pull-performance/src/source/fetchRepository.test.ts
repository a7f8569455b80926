import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { fakeReader } from '../__testUtils__/fakeReader';
import { fetchRepository } from './fetchRepository';

describe('fetchRepository', () => {
  const directory = createMockDirectory();

  it('does not take more than a workspace should hold', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 20_001 }, (_, index) => [`${index}.txt`, '']),
    );
    const { reader } = fakeReader({ 'https://github.com/shop/web': files });
    await expect(
      fetchRepository({
        reader: mockServices.urlReader.mock(reader),
        url: 'https://github.com/shop/web',
        targetDir: directory.path,
      }),
    ).rejects.toThrow(/more than 20000 files.*source-location/);
  });
});
