import { noDiskSourceReason } from './noDiskSource';

const problem = {
  what: 'Prometheus refused to answer.',
  why: 'It said HTTP 403.',
  next: 'Give the token the right to query.',
};

describe('noDiskSourceReason', () => {
  it('says which modules can measure where none is configured', () => {
    expect(noDiskSourceReason({ cluster: 'prod-weu', sources: [] })).toEqual({
      code: 'no-disk-source',
      what: 'Nothing measures the disks of prod-weu',
      why: 'No source of disk figures is configured for this cluster, so a slow disk is possible.',
      next: 'Install and configure the Azure or the Prometheus module; see docs/nodes.md.',
    });
  });

  it('names the sources that told nothing, and what one said', () => {
    expect(
      noDiskSourceReason({
        cluster: 'prod-weu',
        sources: ['azure', 'prometheus'],
      }),
    ).toMatchObject({
      code: 'disk-not-measured',
      what: 'azure and prometheus told nothing of this disk',
      why: 'Disks of prod-weu are read from azure and prometheus, but there are no figures of this node in the window.',
    });
    expect(
      noDiskSourceReason({ cluster: 'x', sources: ['prometheus'], problem }),
    ).toEqual({
      code: 'disk-not-measured',
      what: 'prometheus told nothing of this disk',
      why: 'Prometheus refused to answer. It said HTTP 403.',
      next: 'Give the token the right to query.',
    });
  });

  it('stays short and on one line whatever it names', () => {
    const { what, why } = noDiskSourceReason({
      cluster: 'c\u0000\n\u202e'.repeat(1000),
      sources: Array.from({ length: 50 }, () => 'source\u0007'.repeat(99)),
    });
    for (const text of [what, why]) {
      expect(text.length).toBeLessThan(400);
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    expect(what).toContain(' and 45 more told nothing');
  });
});
