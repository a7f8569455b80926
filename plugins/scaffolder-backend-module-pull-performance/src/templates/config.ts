import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Settings of the templates, see config.d.ts. */
export interface TemplatesConfig {
  enabled: boolean;
  /** Entity reference of who owns the templates. */
  owner: string;
}

const defaultOwner = 'group:default/platform';

/**
 * Reads `pullPerformance.templates`.
 *
 * @throws InputError when the owner is no entity reference
 */
export function readTemplatesConfig(config: Config): TemplatesConfig {
  const path = 'pullPerformance.templates';
  const owner = config.getOptionalString(`${path}.owner`) ?? defaultOwner;
  return {
    enabled: config.getOptionalBoolean(`${path}.enabled`) ?? true,
    owner: ownerRef(owner, `${path}.owner`),
  };
}

function ownerRef(owner: string, key: string): string {
  try {
    const ref = parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (!/^[\w.-]+$/.test(ref.name)) {
      throw new InputError('its name has odd characters');
    }
    return stringifyEntityRef(ref);
  } catch (cause) {
    throw new InputError(
      `Invalid ${key}: ${JSON.stringify(
        owner,
      )} is no entity reference; write for example ${defaultOwner}`,
      cause,
    );
  }
}
