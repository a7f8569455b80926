import {
  formatPlatform,
  ImageFacts,
} from 'backstage-plugin-pull-performance-common';
import { ImageStore, StoredImageUse, StoredTag } from '../../store/ImageStore';
import { ManifestCache, ResolvedImage } from './ManifestCache';

/** Images of containers that are looked at: all that run, and of the past the newest. */
const MOST_USES = 500;

/** A container's image over time, with what is known of it. */
export interface ServiceUse extends StoredImageUse {
  /** Absent while nobody tells which image it is. */
  resolved?: ResolvedImage;
  /** What its tag stands for in the registry by now, if that was looked up. */
  tag?: StoredTag;
}

/** Reads what a service runs and ran. */
export async function readServiceUses(options: {
  store: Pick<ImageStore, 'usesOf' | 'tagsOf'>;
  manifests: ManifestCache;
  entityRef: string;
  cluster?: string;
  /** Whether tags are looked up too where the digest is known. */
  withTags?: boolean;
}): Promise<ServiceUse[]> {
  const { store, manifests, withTags, ...question } = options;
  const uses = await store.usesOf({ ...question, limit: MOST_USES });
  if (uses.length === 0) return [];
  const tags = await store.tagsOf(
    uses
      .filter(use => use.running && (withTags || use.digest === undefined))
      .map(({ reference }) => reference),
  );
  const wanted = new Map(
    uses.flatMap(use => {
      // Of what nobody tells, such as image volumes, the tag has to do.
      const digest = use.digest ?? tags.get(use.reference)?.digest;
      return digest === undefined
        ? []
        : [[use.id, { digest, platform: use.platform }]];
    }),
  );
  const resolved = await manifests.resolve(wanted);
  return uses.map(use => ({
    ...use,
    resolved: resolved.get(use.id),
    tag: tags.get(use.reference),
  }));
}

/** What one container of a workload is called, over all its versions. */
export function containerKey(use: StoredImageUse): string {
  const { cluster, namespace, kind, name } = use.workload;
  return [
    ...[cluster, namespace, kind, name],
    ...[use.containerKind, use.container, platformText(use)],
  ].join('\n');
}

/** The platform as text; empty while it is unknown. */
export function platformText({ platform }: StoredImageUse): string {
  return platform ? formatPlatform(platform) : '';
}

/** What tells images apart: the digest for the platform, or the name while that is unknown. */
export function imageKey(use: ServiceUse): string {
  return `${use.resolved?.digest ?? use.reference}\n${platformText(use)}`;
}

/** A version of a container. */
export interface ContainerVersion {
  digest: string;
  reference: string;
  firstSeenAtMs: number;
  image?: ImageFacts;
}

/** The versions of containers, each once, oldest first by their first sight. */
export function versionsOf(uses: readonly ServiceUse[]): ContainerVersion[] {
  const versions = new Map<string, ContainerVersion>();
  for (const { resolved, reference, firstSeenAtMs } of uses) {
    if (!resolved) continue;
    const { digest, image } = resolved;
    const known = versions.get(digest);
    if (!known || firstSeenAtMs < known.firstSeenAtMs) {
      versions.set(digest, { digest, reference, firstSeenAtMs, image });
    }
  }
  return [...versions.values()].sort(
    (one, other) => one.firstSeenAtMs - other.firstSeenAtMs,
  );
}
