import { KubernetesObject, ObjectMeta } from './objects/json';
import { Resource } from './resources';
import { tableOf } from './table';

/** How a client wants objects, by its `Accept` header. */
export interface Form {
  /** One object, as in a watch. */
  one(object: KubernetesObject): object;
  list(objects: readonly KubernetesObject[], metadata: object): object;
}

function metadataOnly(metadata: ObjectMeta): object {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
  };
}

/** Chooses as the API server does: the first form it knows. */
export function formOf(accept: string, resource: Resource): Form {
  for (const media of accept.split(',')) {
    const as = /;\s*as=([A-Za-z]+)/.exec(media)?.[1];
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') {
      return {
        one: ({ metadata }) => metadataOnly(metadata),
        list: (objects, metadata) => ({
          kind: 'PartialObjectMetadataList',
          apiVersion: 'meta.k8s.io/v1',
          metadata,
          items: objects.map(object => metadataOnly(object.metadata)),
        }),
      };
    }
    if (as === 'Table' && media.includes('v=v1;')) {
      return {
        one: object =>
          tableOf(resource, [object], {
            resourceVersion: object.metadata.resourceVersion,
          }),
        list: (objects, metadata) => tableOf(resource, objects, metadata),
      };
    }
    if (as === undefined) break;
  }
  return {
    one: object => object,
    list: (objects, metadata) => ({
      kind: `${resource.kind}List`,
      apiVersion: resource.apiVersion,
      metadata,
      // Items of a list do not repeat what the list says of them.
      items: objects.map(object => ({
        ...object,
        kind: undefined,
        apiVersion: undefined,
      })),
    }),
  };
}
