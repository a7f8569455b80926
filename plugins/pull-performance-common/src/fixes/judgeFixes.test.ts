import fc from 'fast-check';
import { parseImageReference } from '../images/imageReference';
import { Fix } from '../schema/openapi';
import { area, graded, healthyFacts } from './__testUtils__/facts';
import { hostileFacts, unhealthyFacts } from './__testUtils__/hostileFacts';
import { bestFixes } from './bestFixes';
import { fixTitle } from './fixTitle';
import { judgeFixes } from './judgeFixes';
import { parseTarget } from './target';

const stateByConditions = ({ conditions }: Fix) => {
  const states = new Set(conditions.map(one => one.state));
  if (states.has('unmet')) return 'notApplicable';
  return states.has('unknown') ? 'unknown' : 'applies';
};

const ids = (fixes: readonly { id: string }[]) => fixes.map(({ id }) => id);

describe('judgeFixes', () => {
  it('puts what applies first, the worse area before the better', () => {
    const facts = unhealthyFacts();
    const fixes = judgeFixes(facts);
    expect(fixes.map(({ id, state }) => `${id} ${state}`)).toEqual([
      // E: image size and disks; D: pull time; C: layer reuse
      'smaller-image applies',
      'ephemeral-os-disk applies',
      'larger-os-disk applies',
      'prepull-daemonset applies',
      'prepull-scheduled applies',
      'pull-policy applies',
      'artifact-streaming applies',
      'parallel-pulls applies',
      'layer-order applies',
      'shared-base applies',
      'estargz notApplicable',
    ]);
    graded(facts, 'nodeDiskHealth', 'unknown');
    graded(facts, 'imageSize', 'B');
    expect(judgeFixes(facts).map(({ id, state }) => `${id} ${state}`)).toEqual([
      'prepull-daemonset applies',
      'prepull-scheduled applies',
      'pull-policy applies',
      'artifact-streaming applies',
      'parallel-pulls applies',
      'layer-order applies',
      'shared-base applies',
      'ephemeral-os-disk unknown',
      'larger-os-disk unknown',
      'estargz notApplicable',
      'smaller-image notApplicable',
    ]);
  });

  it('offers nothing to a service that meets its targets', () => {
    expect(
      judgeFixes(healthyFacts()).filter(({ state }) => state === 'applies'),
    ).toEqual([]);
  });

  it('has a title for each fix', () => {
    expect(judgeFixes(healthyFacts()).map(({ id }) => fixTitle(id))).toEqual(
      judgeFixes(healthyFacts()).map(({ title }) => title),
    );
  });

  it('judges hostile facts soundly, briefly and always the same', () => {
    const applied = new Set<string>();
    fc.assert(
      fc.property(hostileFacts, facts => {
        const before = structuredClone(facts);
        const fixes = judgeFixes(facts);
        expect(new Set(ids(fixes)).size).toBe(11);
        expect(judgeFixes(structuredClone(facts))).toEqual(fixes);
        expect(facts).toEqual(before);
        for (const fix of fixes) {
          expect(fix.state).toBe(stateByConditions(fix));
          expect([...fix.why].length).toBeLessThanOrEqual(320);
          expect(fix.why).toMatch(/\.$|…$/);
          expect(fix.why).not.toMatch(/NaN|Infinity|undefined|\p{Cc}|\p{Cf}/u);
          expect(fix.conditions.length).toBeLessThanOrEqual(10);
          const hasForm =
            fix.template !== undefined && fix.state !== 'notApplicable';
          // Where something is unknown, so may be what the form needs.
          expect(fix.values !== undefined).toBe(
            hasForm && (fix.state === 'applies' || fix.values !== undefined),
          );
          for (const { state, evidence, reason } of fix.conditions) {
            expect(reason !== undefined).toBe(state === 'unknown');
            expect(evidence).not.toBe('');
            expect(evidence).not.toMatch(/NaN|Infinity|undefined|\p{Cc}/u);
            expect(
              [...Object.values(reason ?? {}), evidence].every(
                text => [...text].length <= 240,
              ),
            ).toBe(true);
          }
          if (fix.state === 'applies') applied.add(fix.id);
        }
        expect(JSON.stringify(fixes).length).toBeLessThan(100_000);
        expect(bestFixes(fixes).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 300 },
    );
    // Else the properties would say little.
    expect(applied.size).toBe(10);
  });

  it('fills forms with workloads and references that are there', () => {
    fc.assert(
      fc.property(hostileFacts, facts => {
        const targets = facts.workloads.map(
          ({ cluster, namespace, kind, name }) =>
            JSON.stringify({ cluster, namespace, kind, name }),
        );
        for (const { values } of judgeFixes(facts)) {
          const target: string[] = values?.target ? [values.target] : [];
          const parsed = target.map(one => JSON.stringify(parseTarget(one)));
          expect(parsed.every(one => targets.includes(one))).toBe(true);
          const images: string[] = values?.images ?? [];
          expect(images.length).toBeLessThanOrEqual(20);
          expect(images.every(parseImageReference)).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });

  const prepulls = ['prepull-daemonset', 'prepull-scheduled'];
  const ofNodes = ['parallel-pulls', 'ephemeral-os-disk', 'larger-os-disk'];
  const ofImages = ['smaller-image', 'layer-order', 'shared-base', 'estargz'];

  it.each([
    ['images', ['prepull-scheduled', 'artifact-streaming', ...ofImages]],
    ['nodes', [...prepulls, ...ofNodes]],
    ['workloads', [...prepulls, 'pull-policy', 'artifact-streaming']],
    ['clusters', [...prepulls, 'artifact-streaming', 'parallel-pulls']],
    ['scores', [...prepulls, 'pull-policy', 'parallel-pulls']],
  ] as const)(
    'applies nothing that needs %s without them',
    (missing, fixes) => {
      fc.assert(
        fc.property(hostileFacts, facts => {
          if (missing === 'scores') {
            facts.scorecard.clusters = [];
          } else {
            facts[missing] = [];
          }
          const applying = judgeFixes(facts).filter(
            ({ id, state }) =>
              [...fixes].some(one => one === id) && state === 'applies',
          );
          expect(applying).toEqual([]);
        }),
      );
    },
  );

  it('applies to no unknown area, but for a policy that needs no grade', () => {
    const facts = unhealthyFacts();
    const { areas } = facts.scorecard;
    areas.pullTime = area('pullTime', 'unknown');
    areas.imageSize = area('imageSize', 'unknown');
    areas.layerReuse = area('layerReuse', 'unknown');
    areas.nodeDiskHealth = area('nodeDiskHealth', 'unknown');
    expect(
      ids(judgeFixes(facts).filter(({ state }) => state === 'applies')),
    ).toEqual(['pull-policy']);
  });
});

describe('bestFixes', () => {
  it('names three that apply, and one way for each template', () => {
    const facts = unhealthyFacts();
    graded(facts, 'imageSize', 'A');
    graded(facts, 'nodeDiskHealth', 'A');
    const fixes = judgeFixes(facts);
    const best = bestFixes(fixes);
    expect(ids(best)).toEqual([
      'prepull-daemonset',
      'pull-policy',
      'artifact-streaming',
    ]);
    const [{ id, title, why, template, values }] = fixes;
    expect(best[0]).toEqual({ id, title, why, template, values });
    expect(best[2]).not.toHaveProperty('template');
  });

  it('names none where none applies', () => {
    expect(bestFixes(judgeFixes(healthyFacts()))).toEqual([]);
  });
});
