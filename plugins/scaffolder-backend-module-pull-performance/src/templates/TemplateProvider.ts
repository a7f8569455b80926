import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { readTemplateFiles } from './templateFiles';

/** What the provider needs. */
export interface TemplateProviderOptions {
  folder: string;
  /** Entity reference of who owns the templates. */
  owner: string;
  logger: LoggerService;
}

/** Puts the templates of a folder into the catalog when it starts. */
export class TemplateProvider implements EntityProvider {
  static create(options: TemplateProviderOptions): TemplateProvider {
    return new TemplateProvider(options);
  }

  private constructor(private readonly options: TemplateProviderOptions) {}

  /** {@inheritdoc @backstage/plugin-catalog-node#EntityProvider.getProviderName} */
  getProviderName(): string {
    return 'pull-performance-templates';
  }

  /** {@inheritdoc @backstage/plugin-catalog-node#EntityProvider.connect} */
  async connect(connection: EntityProviderConnection): Promise<void> {
    const { folder, logger } = this.options;
    try {
      const files = await readTemplateFiles(folder);
      const templates: TemplateEntityV1beta3[] = [];
      for (const file of files) {
        if ('error' in file) {
          logger.error(
            `A template for fixes is missing: ${file.error.message}. Install the package again.`,
          );
        } else {
          templates.push(this.entityOf(file.name, file.template));
        }
      }
      await connection.applyMutation({
        type: 'full',
        entities: templates.map(entity => ({
          entity,
          locationKey: this.getProviderName(),
        })),
      });
    } catch (error) {
      // The catalog has more to do than to show these templates.
      logger.error(
        `The templates for fixes are not in the catalog: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  private entityOf(
    fileName: string,
    template: TemplateEntityV1beta3,
  ): TemplateEntityV1beta3 {
    const location = `${this.getProviderName()}:${fileName}`;
    return {
      ...template,
      metadata: {
        ...template.metadata,
        annotations: {
          ...template.metadata.annotations,
          [ANNOTATION_LOCATION]: location,
          [ANNOTATION_ORIGIN_LOCATION]: location,
        },
      },
      spec: { ...template.spec, owner: this.options.owner },
    };
  }
}
