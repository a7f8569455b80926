import { clusters } from '../definitions/clusters';
import { services } from '../definitions/services';
import { renderObject } from '../kubernetes/objects/renderObject';
import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { REGISTRY } from '../simulation/imageReleases';
import { Change } from '../simulation/objects';
import { Release, ReleaseTrain } from '../simulation/ReleaseTrain';
import { RegistryContent } from './RegistryContent';
import { RepositoryContent } from './RepositoryContent';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Tuesday. */
const startMs = Date.UTC(2026, 0, 6);
const seed = 7;

function contentAt(nowMs: number) {
  const content = RegistryContent.create({ seed, services, startMs });
  return (name: string): RepositoryContent => {
    const repository = content.repository(name, nowMs);
    if (!repository) throw new Error(`No repository ${name}`);
    return repository;
  };
}

function releasesOf(name: string, days: number): Release[] {
  const service = services.find(one => one.name === name);
  if (!service) throw new Error(`No service ${name}`);
  const train = ReleaseTrain.create({ seed, service, startMs });
  const releases = [train.newest];
  for (let day = 0; day < days; day += 1) {
    releases.push(...train.releasesOf(startMs + day * DAY_MS));
  }
  return releases;
}

describe('RegistryContent', () => {
  it('has what the clusters run, to the byte: node images, digests of pods, sizes in events', () => {
    // This one has nodes of two architectures.
    const cluster = clusters.find(one => one.name === 'demo-southeastasia');
    if (!cluster) throw new Error('The cluster is gone');
    const untilMs = startMs + 40 * HOUR_MS;
    const options = { seed, cluster, services, startMs };
    const simulation = ClusterSimulation.create(options);
    const pulled = new Map<string, Set<number>>();
    simulation.observe(({ object }: Change) => {
      if (object.kind !== 'Event' || object.reason !== 'Pulled') return;
      const [, reference, size] =
        /image "(\S+)" in .* size: (\d+) bytes/.exec(object.message) ?? [];
      if (!reference) return;
      const sizes = pulled.get(reference) ?? new Set();
      pulled.set(reference, sizes.add(Number(size)));
    });
    simulation.runUntil(untilMs);
    const repository = contentAt(untilMs);

    /** As a kubelet counts: what it fetched for its platform. */
    const sizeOf = (
      name: string,
      digest: string,
      architecture: string,
    ): number => {
      const blob = repository(name).manifest(digest, untilMs);
      if (!blob) throw new Error(`${name} has no ${digest}`);
      const { manifests, config, layers } = JSON.parse(blob.text);
      if (manifests) {
        const child = manifests.find(
          (one: { platform: { architecture: string } }) =>
            one.platform.architecture === architecture,
        );
        return blob.bytes + sizeOf(name, child.digest, architecture);
      }
      expect(repository(name).config(config.digest, untilMs)?.bytes).toBe(
        config.size,
      );
      let sum = blob.bytes + config.size;
      for (const layer of layers) {
        expect(repository(name).layerBytes(layer.digest, untilMs)).toBe(
          layer.size,
        );
        sum += layer.size;
      }
      return sum;
    };

    const sizes = new Map<string, Set<number>>();
    const onArchitectures = new Map<string, Set<string>>();
    const inUse = new Map<string, string[]>();
    for (const object of simulation.objects()) {
      if (object.kind !== 'Node') continue;
      const { architecture = 'amd64' } = object.pool;
      const { status } = renderObject(object, cluster) as unknown as {
        status: {
          nodeInfo: { architecture: string };
          images: { names: string[]; sizeBytes: number }[];
        };
      };
      expect(status.nodeInfo.architecture).toBe(architecture);
      expect(status.images.length).toBeGreaterThan(0);
      for (const { names, sizeBytes } of status.images) {
        const [byDigest, byTag] = names;
        const [name, digest] = byDigest.slice(REGISTRY.length + 1).split('@');
        expect(sizeBytes).toBe(sizeOf(name, digest, architecture));
        sizes.set(byTag, (sizes.get(byTag) ?? new Set()).add(sizeBytes));
        const seen = onArchitectures.get(name) ?? new Set();
        onArchitectures.set(name, seen.add(architecture));
        const images = inUse.get(object.name) ?? [];
        inUse.set(object.name, [...images, byDigest]);
      }
    }
    expect(onArchitectures.get('platform/log-agent')?.size).toBe(2);
    expect(onArchitectures.get('shop/storefront')).toEqual(new Set(['amd64']));

    let compared = 0;
    for (const [reference, told] of pulled) {
      const known = sizes.get(reference);
      if (!known) continue;
      expect([...known]).toEqual(expect.arrayContaining([...told]));
      compared += 1;
    }
    expect(compared).toBeGreaterThan(5);

    let containers = 0;
    for (const object of simulation.objects()) {
      if (object.kind !== 'Pod' || !object.node) continue;
      const { status } = renderObject(object, cluster) as unknown as {
        status: { containerStatuses?: { imageID: string }[] };
      };
      for (const { imageID } of status.containerStatuses ?? []) {
        if (!imageID) continue;
        expect(inUse.get(object.node.name)).toContain(imageID);
        containers += 1;
      }
    }
    expect(containers).toBeGreaterThan(40);
  });

  it('has each image from its push on, and for good', () => {
    const days = 20;
    const vouchers = releasesOf('vouchers', days);
    const forgotten = vouchers.filter(one => one.pushedAtMs > one.atMs);
    expect(forgotten.length).toBeGreaterThan(3);
    for (const { version, pushedAtMs } of forgotten) {
      const before = contentAt(pushedAtMs - 1)('shop/vouchers');
      expect(before.tagged(version, pushedAtMs - 1)).toBeUndefined();
      expect(before.tags(pushedAtMs - 1)).not.toContain(version);
      const repository = contentAt(pushedAtMs)('shop/vouchers');
      const blob = repository.tagged(version, pushedAtMs);
      if (!blob) throw new Error(`${version} was not pushed`);
      const { digest, text } = blob;
      const { config, layers } = JSON.parse(text);
      // By digest neither: what it alone has is not there before either.
      const beforeMs = pushedAtMs - 1;
      expect(before.manifest(digest, beforeMs)).toBeUndefined();
      expect(before.config(config.digest, beforeMs)).toBeUndefined();
      const app = layers.at(-1);
      expect(before.layerBytes(app.digest, beforeMs)).toBeUndefined();
      const laterMs = startMs + (days + 1) * DAY_MS;
      const later = contentAt(laterMs)('shop/vouchers');
      expect(later.manifest(digest, laterMs)?.text).toBe(text);
      expect(later.config(config.digest, laterMs)?.digest).toBe(config.digest);
      expect(later.layerBytes(app.digest, laterMs)).toBe(app.size);
    }
  });

  it('moves a moving tag with each push', () => {
    const seen = new Set<string>();
    for (const { version, pushedAtMs } of releasesOf('inventory-sync', 3)) {
      const repository = contentAt(pushedAtMs)('shop/inventory-sync');
      const blob = repository.tagged('latest', pushedAtMs);
      expect(blob).toEqual(repository.tagged(version, pushedAtMs));
      seen.add(blob?.digest ?? '');
      expect(repository.tags(pushedAtMs)).toContain('latest');
    }
    expect(seen.size).toBeGreaterThan(5);
    expect(seen).not.toContain('');
  });

  it('has one image of what is built elsewhere', () => {
    const nowMs = startMs + 9 * DAY_MS;
    expect(contentAt(nowMs)('platform/mesh-proxy').tags(nowMs)).toEqual([
      '1.4.2',
    ]);
  });
});
