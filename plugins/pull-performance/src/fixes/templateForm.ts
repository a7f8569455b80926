import { useApi, useRouteRef } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { FixSummary } from 'backstage-plugin-pull-performance-common';
import useAsync from 'react-use/esm/useAsync';
import { templateRouteRef } from '../routes';
import { TEMPLATE_NAMESPACE } from './templates';

/**
 * The address of a template's form with its values filled in, as the
 * scaffolder's wizard reads them.
 */
export function formPath(
  path: string,
  values: Record<string, unknown> = {},
): string {
  return `${path}?formData=${encodeURIComponent(JSON.stringify(values))}`;
}

/**
 * Where a fix is applied; `undefined` when no template does, the scaffolder is
 * not installed, or the catalog has no such template for this user.
 */
export function useTemplateForm(
  fix: Pick<FixSummary, 'template' | 'values'>,
): string | undefined {
  const { template, values } = fix;
  const route = useRouteRef(templateRouteRef);
  const catalog = useApi(catalogApiRef);
  const asked = route && template;
  const { value: isThere, error } = useAsync(
    async () =>
      asked !== undefined &&
      (await catalog.getEntityByRef({
        kind: 'template',
        namespace: TEMPLATE_NAMESPACE,
        name: asked,
      })) !== undefined,
    [catalog, asked],
  );
  // A catalog that fails says nothing about the template.
  return route && template && (isThere || error)
    ? formPath(
        route({ namespace: TEMPLATE_NAMESPACE, templateName: template }),
        values,
      )
    : undefined;
}
