// The scaffolder module's sources, as they are, and its actions as the scaffolder runs them.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';

// As the Backstage CLI runs TypeScript sources.
createRequire(import.meta.url)('@backstage/cli-node/config/nodeTransform.cjs');

const folder = join(
  root,
  'plugins',
  'scaffolder-backend-module-pull-performance',
);
const fromModule = createRequire(join(folder, 'package.json'));

/** A module of it, for example `scaffolderSource('estargz/buildOptions')`. */
export function scaffolderSource(path) {
  return fromModule(join(folder, 'src', `${path}.ts`));
}

/** A package that it depends on, for example `scaffolderPackage('yaml')`. */
export function scaffolderPackage(name) {
  return fromModule(name);
}

const fromScaffolder = createRequire(
  fromModule.resolve('@backstage/plugin-scaffolder-backend/package.json'),
);
const { validate } = fromScaffolder('jsonschema');

/**
 * Runs an action, and returns its outputs.
 *
 * @param options - `workspacePath`: the folder of the task. `input`: as a template gives it
 */
export async function runAction(action, { workspacePath, input }) {
  const { errors } = validate(input, action.schema.input);
  if (errors.length > 0) throw new Error(`Refused input: ${errors.join('; ')}`);
  const outputs = {};
  await action.handler({
    ...{ workspacePath, input },
    output(name, value) {
      outputs[name] = value;
    },
    logger: { info() {}, warn() {}, debug() {}, error() {} },
    checkpoint: ({ fn }) => fn(),
  });
  return outputs;
}
