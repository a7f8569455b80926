import {
  entryForPlatform,
  ImageFacts,
  Platform,
  Reason,
} from 'backstage-plugin-pull-performance-common';
import { LruMap } from '../../kubernetes/LruMap';
import { ImageStore } from '../../store/ImageStore';
import { IndexEntry } from '../../store/manifests';

/** Contents never change; about 5 kB each. */
const MAX_MANIFESTS = 5_000;

/** What is known of a digest for one platform. */
export interface ResolvedImage {
  /** Of the image for the platform, as far as that is known; else the digest that was asked for. */
  digest: string;
  /** Absent while no registry has told it. */
  image?: ImageFacts;
  /** Size of the index that led to the image. */
  indexBytes?: number;
  /** Layers, configuration and manifest as a kubelet tells them. */
  kubeletBytes?: number;
  /** Why the image is not known; absent too when nobody has asked yet. */
  problem?: Reason;
}

type KnownContent =
  | { kind: 'image'; image: ImageFacts }
  | { kind: 'index'; indexBytes: number; entries: readonly IndexEntry[] };

interface Known {
  content?: KnownContent;
  kubeletBytes?: number;
  problem?: Reason;
}

/** Finds what registries told of digests; what is known is asked of the store once. */
export class ManifestCache {
  private readonly contents = LruMap.create<string, Known>({
    maxSize: MAX_MANIFESTS,
  });

  private constructor(
    private readonly store: Pick<ImageStore, 'manifestsOf'>,
  ) {}

  static create(options: {
    store: Pick<ImageStore, 'manifestsOf'>;
  }): ManifestCache {
    return new ManifestCache(options.store);
  }

  /** The images that digests stand for on their platforms; a digest of an image for one platform needs none. */
  async resolve<Key>(
    wanted: ReadonlyMap<Key, { digest: string; platform?: Platform }>,
  ): Promise<Map<Key, ResolvedImage>> {
    const first = await this.load([...wanted.values()].map(one => one.digest));
    const entries = new Map<Key, string>();
    for (const [key, { digest, platform }] of wanted) {
      const content = first.get(digest)?.content;
      if (content?.kind === 'index') {
        const entry = platform
          ? entryForPlatform(content.entries, platform)
          : content.entries[0];
        if (entry) entries.set(key, entry.digest);
      }
    }
    const second = await this.load([...entries.values()]);
    const resolved = new Map<Key, ResolvedImage>();
    for (const [key, { digest, platform }] of wanted) {
      resolved.set(
        key,
        resolvedImage({
          digest,
          platform,
          pulled: first.get(digest),
          entryDigest: entries.get(key),
          entry: second.get(entries.get(key) ?? ''),
        }),
      );
    }
    return resolved;
  }

  private async load(digests: string[]): Promise<Map<string, Known>> {
    const found = new Map<string, Known>();
    const missing: string[] = [];
    for (const digest of new Set(digests)) {
      const known = this.contents.get(digest);
      if (known) found.set(digest, known);
      else missing.push(digest);
    }
    if (missing.length === 0) return found;
    for (const [digest, stored] of await this.store.manifestsOf(missing)) {
      const { content, kubeletBytes, problem } = stored;
      const known = { content, kubeletBytes, problem };
      found.set(digest, known);
      // What is not known yet may be known the next time.
      if (content) this.contents.set(digest, known);
    }
    return found;
  }
}

function resolvedImage(options: {
  digest: string;
  platform?: Platform;
  pulled?: Known;
  entryDigest?: string;
  entry?: Known;
}): ResolvedImage {
  const { digest, platform, pulled, entryDigest, entry } = options;
  const { content, kubeletBytes, problem } = pulled ?? {};
  if (content?.kind === 'image') {
    return { digest, image: content.image, kubeletBytes };
  }
  if (content?.kind !== 'index') {
    return { digest, kubeletBytes, problem };
  }
  if (entryDigest === undefined) {
    const name = platform
      ? `${platform.os}/${platform.architecture}`
      : 'the platform of its nodes';
    return {
      digest,
      kubeletBytes,
      problem: {
        code: 'no-platform',
        what: 'The image of this platform is unknown',
        why: `The index has no image for ${name}.`,
        next: 'Build the image for that platform too, or look at the node that runs it.',
      },
    };
  }
  return {
    digest: entryDigest,
    image: entry?.content?.kind === 'image' ? entry.content.image : undefined,
    indexBytes: content.indexBytes,
    kubeletBytes,
    problem: entry?.problem,
  };
}
