import {
  ClusterAccess,
  ReadableCluster,
} from 'backstage-plugin-pull-performance-node';
import { ClusterDirectory } from './ClusterDirectory';

function accessOf(
  id: string,
  listClusters: () => Promise<ReadableCluster[]>,
): ClusterAccess {
  return {
    id,
    listClusters,
    request: () => Promise.reject(new Error('not asked for')),
  };
}

describe('ClusterDirectory', () => {
  it('lets the earlier access win', async () => {
    const first = accessOf('first', async () => [
      { name: 'a', skipped: { why: 'w', next: 'n' } },
    ]);
    const second = accessOf('second', async () => [
      { name: 'a' },
      { name: 'b', title: 'B' },
    ]);
    const directory = ClusterDirectory.create({ accesses: [first, second] });
    await expect(directory.list()).resolves.toEqual({
      clusters: [
        { name: 'a', skipped: { why: 'w', next: 'n' }, access: first },
        { name: 'b', title: 'B', access: second },
      ],
      problems: [],
    });
  });

  it('shows the problem of one access beside the clusters of the others, and keeps what it knew', async () => {
    let answers = true;
    const shaky = accessOf('shaky', async () => {
      if (answers) return [{ name: 'a' }];
      throw new Error('The plugin is away.');
    });
    const steady = accessOf('steady', async () => [{ name: 'b' }]);
    const directory = ClusterDirectory.create({ accesses: [shaky, steady] });
    await directory.list();
    answers = false;
    const { clusters, problems } = await directory.list();
    expect(clusters.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(problems).toEqual([
      {
        access: 'shaky',
        what: "Listing the clusters of 'shaky'",
        why: 'The plugin is away.',
        next: expect.stringMatching(/asked again/),
      },
    ]);
  });
});
