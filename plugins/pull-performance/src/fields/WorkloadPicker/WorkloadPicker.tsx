import TextField from '@material-ui/core/TextField';
import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  formatTarget,
  parseTarget,
} from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import {
  PullPerformanceFieldOptions,
  entityOf,
  isSameWorkload,
} from '../fieldProps';
import { FieldNote } from '../FieldNote';
import { useWorkloads } from '../useWorkloads';

/** Stands for a workload that is typed in; a target never has its form. */
const OTHER = 'other';

/** Chooses one of the service's workloads, or takes one that is typed in. */
export function WorkloadPicker(
  props: FieldExtensionComponentProps<string, PullPerformanceFieldOptions>,
) {
  const { formData = '', onChange, rawErrors, required, schema } = props;
  const t = usePullTranslation();
  const entityRef = entityOf(props);
  const load = useWorkloads(entityRef);
  const [byHand, setByHand] = useState(false);
  const workloads = load.value?.items ?? [];
  const chosen = parseTarget(formData);
  const known =
    chosen && workloads.find(workload => isSameWorkload(workload, chosen));
  const typed = workloads.length === 0 || byHand || (formData !== '' && !known);
  const chosenText = known ? formatTarget(known) : '';
  const title = schema.title ?? t('form.workload.title');
  return (
    <>
      {workloads.length > 0 && (
        <TextField
          select
          fullWidth
          id={`${props.idSchema.$id}-choice`}
          margin="normal"
          label={title}
          required={required}
          disabled={props.disabled || props.readonly}
          error={rawErrors?.length > 0 && !typed}
          value={typed ? OTHER : chosenText}
          SelectProps={{ native: true }}
          InputLabelProps={{ shrink: true }}
          onChange={event => {
            const { value } = event.target;
            setByHand(value === OTHER);
            if (value !== OTHER) {
              onChange(value || undefined);
            }
          }}
        >
          <option value="">{t('form.workload.choose')}</option>
          {workloads.map(workload => (
            <option key={formatTarget(workload)} value={formatTarget(workload)}>
              {t('form.workload.option', {
                kind: workload.kind,
                name: workload.name,
                namespace: workload.namespace,
                cluster: workload.cluster,
              })}
            </option>
          ))}
          <option value={OTHER}>{t('form.workload.other')}</option>
        </TextField>
      )}
      {typed && (
        <TextField
          fullWidth
          id={props.idSchema.$id}
          margin="normal"
          label={
            workloads.length > 0
              ? t('form.workload.byHand')
              : `${title}: ${t('form.workload.byHand')}`
          }
          helperText={
            formData !== '' && workloads.length > 0 && !known
              ? t('form.workload.notSeen')
              : t('form.workload.byHandHint')
          }
          required={required}
          disabled={props.disabled || props.readonly}
          error={rawErrors?.length > 0}
          value={formData}
          InputLabelProps={{ shrink: true }}
          onChange={event => onChange(event.target.value || undefined)}
        />
      )}
      <FieldNote entityRef={entityRef} load={load} />
    </>
  );
}
