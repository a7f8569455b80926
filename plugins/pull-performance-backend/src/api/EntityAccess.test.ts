import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { component } from '../__testUtils__/seeds';
import { EntityAccess } from './EntityAccess';

describe('EntityAccess', () => {
  const credentials = mockCredentials.user('user:default/reader');
  const entityRef = 'component:default/checkout';

  it('asks the catalog as the caller, then for the permission on that entity', async () => {
    // A conditional policy answers for each entity of its own.
    const authorize = jest.fn(async ([{ resourceRef }]) => [
      {
        result:
          resourceRef === entityRef
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
      },
    ]);
    const catalog = catalogServiceMock.mock({
      getEntityByRef: async ref => component(String(ref).split('/')[1]),
    });
    const access = EntityAccess.create({
      catalog,
      permissions: mockServices.permissions.mock({ authorize }),
      logger: mockServices.logger.mock(),
    });
    const entity = await access.readEntity({ entityRef, credentials });
    expect(entity.metadata.name).toBe('checkout');
    expect(catalog.getEntityByRef).toHaveBeenCalledWith(entityRef, {
      credentials,
    });
    await expect(
      access.readEntity({ entityRef: 'component:default/other', credentials }),
    ).rejects.toThrow(
      'Reading the pulls of component:default/other needs the permission pull-performance.scorecard.read',
    );
  });

  it('says that the catalog cannot be asked, and logs why', async () => {
    const logger = mockServices.logger.mock();
    const cause = new Error('connect ECONNREFUSED 10.1.2.3:7007');
    const access = EntityAccess.create({
      catalog: catalogServiceMock.mock({
        getEntityByRef: async () => Promise.reject(cause),
      }),
      permissions: mockServices.permissions.mock(),
      logger,
    });
    const error = await access
      .readEntity({ entityRef, credentials })
      .catch(caught => caught);
    expect(error).toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(
        'The catalog could not be asked for component:default/checkout',
      ),
      cause: undefined,
    });
    expect(logger.error).toHaveBeenCalledWith(expect.any(String), cause);
  });
});
