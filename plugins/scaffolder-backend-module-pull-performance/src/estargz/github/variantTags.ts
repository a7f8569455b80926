import { variantSuffix } from '../buildOptions';
import { splitExpressions, wholeExpression } from './expressions';

const MAX_TAGS = 50;
const metadataTags = /^steps\.([A-Za-z_][\w-]*)\.outputs\.tags$/;

/** Where a step's tags come from. */
export interface TagContext {
  /** Ids of the steps of the same job that run docker/metadata-action. */
  metadataSteps: ReadonlySet<string>;
}

/** The id of the step whose output `tags` the text is. */
export function metadataStepOf(text: string): string | undefined {
  return metadataTags.exec(wholeExpression(text) ?? '')?.[1];
}

/** Divides a list of tags at commas and line breaks outside of expressions. */
export function listTags(text: string): string[] | undefined {
  const parts = splitExpressions(text);
  if (!parts) {
    return undefined;
  }
  const tags = [''];
  for (const part of parts) {
    if (part.isExpression) {
      tags[tags.length - 1] += `\${{ ${part.text} }}`;
    } else {
      const [first, ...others] = part.text.split(/[,\n]/);
      tags[tags.length - 1] += first;
      tags.push(...others);
    }
  }
  return tags.map(tag => tag.trim()).filter(tag => tag !== '');
}

/** Whether a reference names a tag in what is written out: an expression may bring one, or not. */
function hasTag(reference: string): boolean | undefined {
  const parts = splitExpressions(reference) ?? [];
  const written = parts.map(part => (part.isExpression ? 'x' : part.text));
  if (/:[\w][\w.-]*$/.test(written.join('').split('/').at(-1) ?? '')) {
    return true;
  }
  // `ghcr.io/acme/web` has none for certain; `ghcr.io/${{ env.NAME }}` may.
  return parts.at(-1)?.isExpression ? undefined : false;
}

/**
 * The tags of the variant: those of the plain image, each with the suffix. Only expressions that the step has already are used.
 *
 * @param text - the input `tags` of docker/build-push-action
 * @returns `undefined` when they cannot be told from the text
 */
export function variantTags(
  text: string,
  context: TagContext,
): string | undefined {
  const id = metadataStepOf(text);
  if (id !== undefined) {
    // The output `json` of docker/metadata-action has the same tags as a list.
    return context.metadataSteps.has(id)
      ? `\${{ join(fromJSON(steps.${id}.outputs.json).tags, '${variantSuffix},') }}${variantSuffix}`
      : undefined;
  }
  const tags = listTags(text);
  if (!tags || tags.length === 0 || tags.length > MAX_TAGS) {
    return undefined;
  }
  const variants: string[] = [];
  for (const tag of tags) {
    const tagged = hasTag(tag);
    if (tagged === undefined) {
      return undefined;
    }
    variants.push(`${tag}${tagged ? '' : ':latest'}${variantSuffix}`);
  }
  return variants.join('\n');
}
