import {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import {
  isError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  pullPerformanceChangeCreatePermission,
  pullPerformanceFleetReadPermission,
  pullPerformanceScorecardReadPermission,
} from 'backstage-plugin-pull-performance-common';

/** Decides who may read what, and reads catalog entities as the caller. */
export class EntityAccess {
  private constructor(
    private readonly catalog: CatalogService,
    private readonly permissions: PermissionsService,
    private readonly logger: LoggerService,
  ) {}

  static create(options: {
    catalog: CatalogService;
    permissions: PermissionsService;
    logger: LoggerService;
  }): EntityAccess {
    return new EntityAccess(
      options.catalog,
      options.permissions,
      options.logger,
    );
  }

  /**
   * The entity, when the caller may read both it and its figures.
   *
   * @throws NotFoundError alike for an unknown entity and one that the catalog hides from the caller
   * @throws NotAllowedError that names the permission
   */
  async readEntity(options: {
    entityRef: string;
    credentials: BackstageCredentials;
  }): Promise<Entity> {
    const { entityRef, credentials } = options;
    const permission = pullPerformanceScorecardReadPermission;
    // Asked at once: each is a request to another plugin.
    const [entity, [{ result }]] = await Promise.all([
      this.askCatalog(entityRef, credentials),
      this.permissions.authorize([{ permission, resourceRef: entityRef }], {
        credentials,
      }),
    ]);
    if (!entity) {
      throw new NotFoundError(
        `No entity ${entityRef} was found in the catalog, or you may not read it`,
      );
    }
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `Reading the pulls of ${entityRef} needs the permission ${permission.name}; ask whoever maintains the permission policy`,
      );
    }
    return entity;
  }

  /**
   * Ends without an error when the caller may read what belongs to no single entity.
   *
   * @throws NotAllowedError that names the permission
   */
  async checkFleetRead(credentials: BackstageCredentials): Promise<void> {
    const permission = pullPerformanceFleetReadPermission;
    const [{ result }] = await this.permissions.authorize([{ permission }], {
      credentials,
    });
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `Reading how collecting goes needs the permission ${permission.name}; ask whoever maintains the permission policy`,
      );
    }
  }

  /**
   * Ends without an error when the caller may record changes, and say that they run.
   *
   * @throws NotAllowedError that names the permission
   */
  async checkChangeCreate(credentials: BackstageCredentials): Promise<void> {
    const permission = pullPerformanceChangeCreatePermission;
    const [{ result }] = await this.permissions.authorize([{ permission }], {
      credentials,
    });
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `Recording a change needs the permission ${permission.name}; ask whoever maintains the permission policy`,
      );
    }
  }

  private async askCatalog(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<Entity | undefined> {
    try {
      return await this.catalog.getEntityByRef(entityRef, { credentials });
    } catch (error) {
      // The answer of another backend may hold its addresses.
      this.logger.error(
        `The catalog could not be asked for ${entityRef}`,
        isError(error) ? error : undefined,
      );
      throw new ServiceUnavailableError(
        `The catalog could not be asked for ${entityRef}; try again, and see the backend's log if it stays so`,
      );
    }
  }
}
