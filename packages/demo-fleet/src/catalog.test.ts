import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { services } from './definitions/services';
import { serviceLabels } from './simulation/workloads/Controller';

interface Entity {
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
}

const root = resolve(__dirname, '..', '..', '..');
const catalog = join(root, 'packages', 'demo-fleet', 'catalog');
const idAnnotation = 'backstage.io/kubernetes-id';

function entitiesOf(files: string[]): Entity[] {
  return files.flatMap(file =>
    parseAllDocuments(readFileSync(file, 'utf8')).map(
      document => document.toJS() as Entity,
    ),
  );
}

function refOf({ kind, metadata }: Entity): string {
  return `${kind}:${metadata.name}`.toLowerCase();
}

describe('The catalog of the demo fleet', () => {
  const demo = entitiesOf(
    readdirSync(catalog).map(file => join(catalog, file)),
  );
  // What the portal's catalog has besides.
  const others = entitiesOf(
    ['examples/entities.yaml', 'examples/org.yaml', 'catalog-info.yaml'].map(
      file => join(root, file),
    ),
  );

  it('has one component for each service, which finds its workloads', () => {
    const ids = demo.flatMap(({ kind, metadata: { name, annotations } }) =>
      kind === 'Component' ? [[name, annotations?.[idAnnotation]]] : [],
    );
    const expected = services.map(service => [
      `demo-${service.name}`,
      serviceLabels(service)[idAnnotation],
    ]);
    expect(ids.sort()).toEqual(expected.sort());
  });

  it('can be loaded beside the others: no name and no workload belongs to both', () => {
    const otherRefs = others.map(refOf);
    expect(otherRefs).toContain('component:checkout');
    expect(demo.map(refOf).filter(ref => otherRefs.includes(ref))).toEqual([]);
    const annotations = others.flatMap(({ metadata }) =>
      Object.entries(metadata.annotations ?? {}).filter(([key]) =>
        key.startsWith('backstage.io/kubernetes-'),
      ),
    );
    expect(annotations.length).toBeGreaterThan(0);
    // Neither an id nor a selector asks for a label of a simulated workload.
    const labels = services.flatMap(one => Object.values(serviceLabels(one)));
    const words = annotations.flatMap(([, value]) => value.split(/[=,() ]+/));
    expect(words.filter(word => labels.includes(word))).toEqual([]);
    expect(labels.filter(label => !label.startsWith('demo-'))).toEqual([]);
  });
});
