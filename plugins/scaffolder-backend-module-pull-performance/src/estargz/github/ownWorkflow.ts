import { stringifyYaml } from '../../workspace/yaml/stringifyYaml';
import { estargzOutputs, variantSuffix } from '../buildOptions';
import { BuildSettings } from '../buildSettings';
import { hostOf } from '../inputForms';
import { actionVersions } from './variantSteps';

/** What a workflow of its own needs. */
export interface OwnWorkflowOptions extends BuildSettings {
  /** Pushes to it start the workflow. */
  branch: string;
  /** Names of the repository's secrets with which it signs in to the registry; not used for GitHub's own registry. */
  usernameSecret: string;
  passwordSecret: string;
}

function loginOf(options: OwnWorkflowOptions) {
  const { image, usernameSecret, passwordSecret } = options;
  const host = hostOf(image);
  if (host === 'ghcr.io') {
    return {
      registry: host,
      username: '${{ github.actor }}',
      password: '${{ secrets.GITHUB_TOKEN }}',
    };
  }
  return {
    ...(host !== undefined && { registry: host }),
    username: `\${{ secrets.${usernameSecret} }}`,
    password: `\${{ secrets.${passwordSecret} }}`,
  };
}

/**
 * A workflow that builds nothing but the eStargz variant, for repositories where the plain image's workflow cannot be edited safely.
 *
 * @returns the text of the file
 */
export function ownWorkflow(options: OwnWorkflowOptions): string {
  const { image, context, dockerfile, platforms, buildArgs, branch } = options;
  const login = loginOf(options);
  const tag =
    options.variant ?? `${image.name}:\${{ github.sha }}${variantSuffix}`;
  const emulates = platforms.some(platform => platform !== 'linux/amd64');
  return stringifyYaml({
    name: 'eStargz variant',
    on: { push: { branches: [branch] }, workflow_dispatch: {} },
    permissions: {
      contents: 'read',
      ...(login.registry === 'ghcr.io' && { packages: 'write' }),
    },
    jobs: {
      estargz: {
        'runs-on': 'ubuntu-latest',
        steps: [
          { uses: actionVersions.checkout },
          ...(emulates ? [{ uses: actionVersions.qemu }] : []),
          { uses: actionVersions.buildx },
          { uses: actionVersions.login, with: login },
          {
            uses: actionVersions.build,
            with: {
              context,
              file: dockerfile,
              ...(platforms.length > 0 && { platforms: platforms.join(',') }),
              ...(buildArgs.length > 0 && {
                'build-args': buildArgs.join('\n'),
              }),
              tags: tag,
              outputs: estargzOutputs({ type: 'registry' }),
            },
          },
        ],
      },
    },
  });
}
