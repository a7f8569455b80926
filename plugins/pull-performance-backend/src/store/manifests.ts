import { ImageFacts, Platform } from 'backstage-plugin-pull-performance-common';

/** A repository of a registry. */
export interface Repository {
  /** Host as references name it, with a port where they have one: `docker.io`, `127.0.0.1:5000`. */
  registry: string;
  /** For example `library/node`. */
  name: string;
}

/** One entry of an index that is an image for a platform. */
export interface IndexEntry {
  digest: string;
  platform: Platform;
}

/** What a digest holds: an image for one platform, or an index of several. */
export type ReadManifest =
  | { kind: 'image'; image: ImageFacts }
  | {
      kind: 'index';
      digest: string;
      /** Size of the index itself, which the kubelet counts with the image. */
      indexBytes: number;
      /** Images only: attestations and indexes for lazy pulling are left out. */
      entries: IndexEntry[];
    };
