import { ImageFacts, isDigest } from 'backstage-plugin-pull-performance-common';
import { imageFactsOf } from './content/imageFacts';
import {
  acceptedManifests,
  indexMediaTypes,
  isSchema1,
  manifestMediaTypes,
  plainMediaType,
} from './content/mediaTypes';
import { parseConfig } from './content/parseConfig';
import {
  ImageEntry,
  ImageIndex,
  Manifest,
  parseManifest,
  schema1Failure,
} from './content/parseManifest';
import { digestOf, verifyDigest } from './content/verifyDigest';
import { ReferrerFinder } from './ReferrerFinder';
import { RegistryConversation } from './RegistryConversation';
import { badAnswer, tooLarge } from './transport/StepFailure';
import { IndexEntry, ReadManifest, ResolvedManifest } from './types';

const MIB = 1024 * 1024;
const MAX_MANIFEST_BYTES = 4 * MIB;
const MAX_CONFIG_BYTES = 8 * MIB;
/** Images of an index whose platform only their configuration tells. */
const MAX_UNPLACED_ENTRIES = 8;

/** Reads manifests of one repository. All failures are `StepFailure`s, or the signal's reason when that was aborted. */
export class RepositoryReader {
  private constructor(
    private readonly conversation: RegistryConversation,
    private readonly referrers: ReferrerFinder,
    private readonly name: string,
    private readonly signal?: AbortSignal,
  ) {}

  static create(options: {
    conversation: RegistryConversation;
    referrers: ReferrerFinder;
    name: string;
    signal?: AbortSignal;
  }): RepositoryReader {
    const { conversation, referrers, name, signal } = options;
    return new RepositoryReader(conversation, referrers, name, signal);
  }

  /** What a valid tag or digest stands for. */
  async resolve(tagOrDigest: string): Promise<ResolvedManifest> {
    const { headers } = await this.askManifest('HEAD', tagOrDigest);
    const mediaType = plainMediaType(headers['content-type']);
    const digest = `${headers['docker-content-digest'] ?? ''}`.trim();
    const wanted = isDigest(tagOrDigest) ? tagOrDigest : undefined;
    checkMediaType(mediaType);
    if (wanted && isDigest(digest) && digest !== wanted) {
      throw badAnswer(
        `The registry was asked for ${wanted} and answers with ${digest}.`,
      );
    }
    const isClear =
      isDigest(digest) &&
      [...manifestMediaTypes, ...indexMediaTypes].includes(mediaType);
    if (!isClear) return this.resolveByContent(tagOrDigest, mediaType);
    const bytes = Number(headers['content-length'] ?? NaN);
    return {
      digest,
      mediaType,
      ...(Number.isSafeInteger(bytes) && bytes > 0 && { manifestBytes: bytes }),
    };
  }

  /** What a valid digest holds. */
  async read(digest: string): Promise<ReadManifest> {
    const content = await this.getManifest(digest);
    const manifest = parseManifest(content);
    if (manifest.kind === 'image') {
      const image = await this.readImage(digest, content.byteLength, manifest);
      return { kind: 'image', image };
    }
    return {
      kind: 'index',
      digest,
      indexBytes: content.byteLength,
      entries: await this.placed(manifest),
    };
  }

  /** Some registries tell neither digest nor media type without the content. */
  private async resolveByContent(
    tagOrDigest: string,
    mediaType: string,
  ): Promise<ResolvedManifest> {
    const { body } = await this.askManifest('GET', tagOrDigest);
    const digest = digestOf(body);
    if (isDigest(tagOrDigest)) verifyDigest(body, tagOrDigest, 'The manifest');
    const { kind } = parseManifest(body);
    const [usual] = kind === 'image' ? manifestMediaTypes : indexMediaTypes;
    return {
      digest,
      mediaType: [...manifestMediaTypes, ...indexMediaTypes].includes(mediaType)
        ? mediaType
        : usual,
      manifestBytes: body.byteLength,
    };
  }

  private async getManifest(digest: string): Promise<Buffer> {
    const { body, headers } = await this.askManifest('GET', digest);
    checkMediaType(plainMediaType(headers['content-type']));
    verifyDigest(body, digest, 'The manifest');
    return body;
  }

  private askManifest(method: 'GET' | 'HEAD', tagOrDigest: string) {
    return this.conversation.ask({
      method,
      name: this.name,
      path: `manifests/${tagOrDigest}`,
      accept: acceptedManifests,
      maxBytes: MAX_MANIFEST_BYTES,
      what: 'The manifest',
      isPull: method === 'GET',
      signal: this.signal,
    });
  }

  private async readImage(
    digest: string,
    manifestBytes: number,
    manifest: Manifest,
  ): Promise<ImageFacts> {
    const { name, signal } = this;
    const [content, lazyIndexes] = await Promise.all([
      this.getConfig(manifest),
      this.referrers.find({ name, digest, signal }),
    ]);
    const config = parseConfig(content, manifest.layers.length);
    return imageFactsOf({
      ...{ digest, manifestBytes, manifest, config, lazyIndexes },
    });
  }

  private async getConfig({ config }: Manifest): Promise<Buffer> {
    const what = 'The configuration of the image';
    if (config.size > MAX_CONFIG_BYTES) {
      throw tooLarge(`${what} is larger than ${MAX_CONFIG_BYTES / MIB} MiB.`);
    }
    const { body } = await this.conversation.ask({
      method: 'GET',
      name: this.name,
      path: `blobs/${config.digest}`,
      accept: '*/*',
      maxBytes: config.size,
      what,
      signal: this.signal,
    });
    verifyDigest(body, config.digest, what);
    return body;
  }

  private async placed({ entries }: ImageIndex): Promise<IndexEntry[]> {
    const unplaced = entries
      .filter(({ platform }) => !platform)
      .slice(0, MAX_UNPLACED_ENTRIES);
    const found = new Map<string, IndexEntry>();
    for (const { digest } of unplaced) {
      const entry = await this.place(digest);
      if (entry) found.set(digest, entry);
    }
    return entries.flatMap(({ digest, platform }: ImageEntry) =>
      platform ? { digest, platform } : found.get(digest) ?? [],
    );
  }

  /** The platform of an image whose index does not tell it (image-spec: it may). */
  private async place(digest: string): Promise<IndexEntry | undefined> {
    const manifest = parseManifest(await this.getManifest(digest));
    if (manifest.kind !== 'image') return undefined;
    const { layers } = manifest;
    const content = await this.getConfig(manifest);
    return { digest, platform: parseConfig(content, layers.length).platform };
  }
}

function checkMediaType(mediaType: string): void {
  if (isSchema1(mediaType)) throw schema1Failure();
  if (mediaType === 'text/html') {
    throw badAnswer('What answers is a web page, not a registry.');
  }
}
