import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { Provider } from './Repository';

interface Publisher {
  /** All must be installed. */
  actions: readonly string[];
  package: string;
}

const publishers: Partial<Record<Provider, Publisher>> = {
  github: {
    actions: ['publish:github:pull-request'],
    package: '@backstage/plugin-scaffolder-backend-module-github',
  },
  gitlab: {
    actions: ['publish:gitlab:merge-request'],
    package: '@backstage/plugin-scaffolder-backend-module-gitlab',
  },
  azure: {
    actions: [
      'azure:repository:clone',
      'azure:repository:push',
      'azure:pr:create',
    ],
    package:
      '@backstage-community/plugin-scaffolder-backend-module-azure-devops',
  },
  bitbucketCloud: {
    actions: ['publish:bitbucketCloud:pull-request'],
    package: '@backstage/plugin-scaffolder-backend-module-bitbucket-cloud',
  },
  bitbucketServer: {
    actions: ['publish:bitbucketServer:pull-request'],
    package: '@backstage/plugin-scaffolder-backend-module-bitbucket-server',
  },
};

/** Tells whether this portal can open pull requests on a host. */
export class PullRequestAccess {
  static create(options: {
    integrations: ScmIntegrationRegistry;
    scaffolder: Pick<ScaffolderService, 'listActions'>;
  }): PullRequestAccess {
    return new PullRequestAccess(options.integrations, options.scaffolder);
  }

  private constructor(
    private readonly integrations: ScmIntegrationRegistry,
    private readonly scaffolder: Pick<ScaffolderService, 'listActions'>,
  ) {}

  /** Why no pull request can be opened there, with what to do; `undefined` when one can. */
  async obstacle(options: {
    host: string;
    provider: Provider;
    credentials: BackstageCredentials;
  }): Promise<string | undefined> {
    const { host, provider, credentials } = options;
    const publisher = publishers[provider];
    if (!publisher) {
      return `No action opens pull requests on ${host}.`;
    }
    if (!this.hasToken(host, provider)) {
      return `The integration of ${host} has no token. Add one that may push branches and open pull requests to integrations in the app-config.`;
    }
    const installed = new Set(
      (await this.scaffolder.listActions({}, { credentials })).map(
        ({ id }) => id,
      ),
    );
    const missing = publisher.actions.find(action => !installed.has(action));
    return (
      missing &&
      `The action ${missing} is not installed. Add ${publisher.package} to the backend.`
    );
  }

  private hasToken(host: string, provider: Provider): boolean {
    const { github, gitlab, azure, bitbucketCloud, bitbucketServer } =
      this.integrations;
    switch (provider) {
      case 'github': {
        const config = github.byHost(host)?.config;
        return Boolean(config?.token || config?.apps?.length);
      }
      case 'gitlab':
        return Boolean(gitlab.byHost(host)?.config.token);
      case 'azure':
        return Boolean(azure.byHost(host)?.config.credentials?.length);
      case 'bitbucketCloud': {
        const config = bitbucketCloud.byHost(host)?.config;
        return Boolean(
          config?.token || config?.appPassword || config?.clientSecret,
        );
      }
      case 'bitbucketServer': {
        const config = bitbucketServer.byHost(host)?.config;
        return Boolean(config?.token || config?.password);
      }
      default:
        return false;
    }
  }
}
