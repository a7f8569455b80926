import { InputError } from '@backstage/errors';
import { parseImageReference } from 'backstage-plugin-pull-performance-common';
import { expectFew } from './kubernetesForms';

const MAX_IMAGES = 20;

/** References as they are written into manifests, and what to know of them. */
export interface PrepullImages {
  images: string[];
  warnings: string[];
}

/** @throws InputError when the text is no image reference */
export function expectReference(text: string, what: string) {
  const reference = parseImageReference(text);
  if (!reference) {
    throw new InputError(
      `${what} ${JSON.stringify(
        text.slice(0, 200),
      )} is no image reference. Write for example registry.example.com/shop/web:1.2.`,
    );
  }
  return reference;
}

/**
 * The references to pull, each once.
 *
 * @param options - `artifactStreaming`: whether nodes stream images from Azure Container Registry, which needs tags
 * @throws InputError when there is none, there are more than 20, or one is no reference
 */
export function prepullImages(
  given: readonly string[],
  options: { artifactStreaming?: boolean } = {},
): PrepullImages {
  if (given.length === 0) {
    throw new InputError('Name at least one image to pull.');
  }
  expectFew(given, MAX_IMAGES, 'images');
  const warnings: string[] = [];
  const written = given.map(text => {
    const { tag, digest } = expectReference(text, 'The image');
    if (digest === undefined && (tag === undefined || tag === 'latest')) {
      warnings.push(
        `${text} moves with every push, but a node that has it never asks for a newer one. Name a tag that stays, or a digest.`,
      );
    }
    if (options.artifactStreaming && digest !== undefined) {
      if (tag === undefined) {
        warnings.push(
          `${text} is named by digest. Artifact Streaming only works with tags, so that this image is pulled whole.`,
        );
      } else {
        warnings.push(
          `${text} is written without its digest, since Artifact Streaming only works with tags.`,
        );
        return text.slice(0, text.indexOf('@'));
      }
    } else if (tag !== undefined && digest !== undefined) {
      warnings.push(
        `${text} has a tag and a digest: nodes pull by the digest and do not look at the tag. Pods that name the tag alone may still ask the registry.`,
      );
    }
    return text;
  });
  return { images: [...new Set(written)], warnings };
}
