import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import {
  EntityRefLinks,
  getEntityRelations,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { ReactNode } from 'react';

/** Who owns the entity of the page, or something else when nobody does. */
export function Owners(props: {
  children: (owners: JSX.Element) => ReactNode;
  fallback?: ReactNode;
}) {
  const { entity } = useEntity();
  const owners = getEntityRelations(entity, RELATION_OWNED_BY);
  if (owners.length === 0) {
    return <>{props.fallback}</>;
  }
  return (
    <>
      {props.children(
        <EntityRefLinks entityRefs={owners} defaultKind="group" />,
      )}
    </>
  );
}
