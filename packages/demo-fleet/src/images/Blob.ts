import { sha256Of } from './digest';

/** Something small that a registry serves: a manifest, an index or a configuration. */
export interface Blob {
  mediaType: string;
  digest: string;
  /** JSON in ASCII. */
  text: string;
  bytes: number;
}

/** How others point at it, in the form of an OCI descriptor. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations?: Readonly<Record<string, string>>;
}

export function blobOf(mediaType: string, content: object): Blob {
  const text = JSON.stringify(content);
  return {
    mediaType,
    digest: sha256Of(text),
    text,
    bytes: Buffer.byteLength(text),
  };
}

export function descriptorOf({ mediaType, digest, bytes }: Blob): Descriptor {
  return { mediaType, digest, size: bytes };
}
