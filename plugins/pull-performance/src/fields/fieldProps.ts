import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  parseTarget,
  WorkloadRef,
} from 'backstage-plugin-pull-performance-common';

/**
 * Options of the fields that offer what is known of a service
 * (`ui:options` in a template).
 *
 * @public
 */
export type PullPerformanceFieldOptions = {
  /** Which property of the form holds the entity; by default `entityRef`. */
  entityProperty?: string;
  /** Which property of the form holds the workload; by default `target`. */
  targetProperty?: string;
};

/**
 * Options of the field that shows which files a template would write
 * (`ui:options` in a template).
 *
 * @public
 */
export type PullPerformancePreviewOptions = {
  /** The form's template, by name or reference; by default that of the page. */
  template?: string;
};

type Field<T, O> = Pick<
  FieldExtensionComponentProps<T, O>,
  'formContext' | 'uiSchema'
>;

/** The values of the whole form. */
export function formValues<T, O>(
  props: Pick<Field<T, O>, 'formContext'>,
): Record<string, unknown> {
  const values: unknown = props.formContext?.formData;
  return typeof values === 'object' && values !== null ? { ...values } : {};
}

/** The entity that the form is about; `undefined` while none is chosen. */
export function entityOf<T, O extends PullPerformanceFieldOptions>(
  props: Field<T, O>,
): string | undefined {
  const { entityProperty = 'entityRef' } = props.uiSchema['ui:options'] ?? {};
  const text = formValues(props)[entityProperty];
  if (typeof text !== 'string' || text.trim() === '') {
    return undefined;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(text.trim(), {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch {
    return undefined;
  }
}

/** The workload that the form is about; `undefined` while none is chosen. */
export function targetOf<T, O extends PullPerformanceFieldOptions>(
  props: Field<T, O>,
): WorkloadRef | undefined {
  const { targetProperty = 'target' } = props.uiSchema['ui:options'] ?? {};
  const text = formValues(props)[targetProperty];
  return typeof text === 'string' ? parseTarget(text) : undefined;
}

/** Whether two name the same workload. */
export function isSameWorkload(one: WorkloadRef, other: WorkloadRef): boolean {
  return (
    one.cluster === other.cluster &&
    one.namespace === other.namespace &&
    one.kind === other.kind &&
    one.name === other.name
  );
}
