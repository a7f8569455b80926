import { Document } from 'yaml';
import type { DocumentOptions, SchemaOptions, ToStringOptions } from 'yaml';

/** How a text that we write looks. */
export interface YamlStyle {
  /** Whether the items of a list stand further right than its key. */
  indentSequences?: boolean;
  flow?: boolean;
}

/**
 * A value as YAML. Texts that a parser of YAML 1.1 (Go's, as Kubernetes and Helm have) takes for something else are quoted too, such as `on` and `0777`.
 * Nothing is ever folded, and nothing becomes an alias.
 */
export function stringifyYaml(value: unknown, style: YamlStyle = {}): string {
  const options: DocumentOptions & SchemaOptions & ToStringOptions = {
    compat: 'yaml-1.1',
  };
  return new Document(value, {
    ...options,
    aliasDuplicateObjects: false,
  }).toString({
    lineWidth: 0,
    indentSeq: style.indentSequences ?? true,
    flowCollectionPadding: false,
    ...(style.flow && { collectionStyle: 'flow' }),
  });
}
