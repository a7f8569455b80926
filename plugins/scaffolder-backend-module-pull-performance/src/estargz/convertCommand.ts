import { estargzOutputs } from './buildOptions';

/**
 * A command of a shell that makes an eStargz variant of an image that is in the registry, with BuildKit: an image that is built from nothing but `FROM` has the
 * same files and settings, and `force-compression` converts its layers. So nothing is built twice, and no arguments or secrets of the build are needed.
 *
 * @remarks
 * Attestations are left out: they would be about this conversion, not about the build.
 *
 * @param options - words that the shell may expand, but in double quotes
 */
export function convertCommand(options: {
  plain: string;
  variants: readonly string[];
  builder: string;
  platforms?: string;
}): string {
  const { plain, variants, builder, platforms } = options;
  return [
    `printf 'FROM %s\\n' "${plain}" | docker buildx build --builder "${builder}" --provenance=false --sbom=false`,
    ...(platforms === undefined ? [] : [`--platform "${platforms}"`]),
    ...variants.map(variant => `--tag "${variant}"`),
    `--output "${estargzOutputs({ type: 'registry' })}" -`,
  ].join(' ');
}
