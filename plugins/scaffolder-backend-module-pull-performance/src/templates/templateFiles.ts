import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  isTemplateEntityV1beta3,
  TemplateEntityV1beta3,
} from '@backstage/plugin-scaffolder-common';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A file of the folder: a template, or why it is none. */
export type TemplateFile =
  | { name: string; template: TemplateEntityV1beta3 }
  | { name: string; error: Error };

/** The folder that comes with this package, in a checkout as well as when it is installed. */
export function templatesFolder(): string {
  return resolvePackagePath(
    'backstage-plugin-scaffolder-backend-module-pull-performance',
    'templates',
  );
}

/** Reads the templates of a folder, by name; a bad file does not keep the others back. */
export async function readTemplateFiles(
  folder: string,
): Promise<TemplateFile[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.yaml'));
  return Promise.all(names.sort().map(name => readTemplateFile(folder, name)));
}

async function readTemplateFile(
  folder: string,
  name: string,
): Promise<TemplateFile> {
  try {
    const entity = parse(await readFile(join(folder, name), 'utf8'));
    if (!entity?.metadata?.name || !isTemplateEntityV1beta3(entity)) {
      throw new InputError('it is no template with a name');
    }
    return { name, template: entity };
  } catch (cause) {
    return {
      name,
      error: new InputError(`The template file ${name} cannot be used`, cause),
    };
  }
}
