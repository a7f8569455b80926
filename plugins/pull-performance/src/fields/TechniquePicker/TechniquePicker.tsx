import { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  PrepullTechnique,
  WorkloadPage,
  WorkloadRef,
} from 'backstage-plugin-pull-performance-common';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import {
  entityOf,
  isSameWorkload,
  PullPerformanceFieldOptions,
  targetOf,
} from '../fieldProps';
import { FieldNote } from '../FieldNote';
import { useFieldStyles } from '../useFieldStyles';
import { useWorkloads } from '../useWorkloads';
import { TechniqueChoice } from './TechniqueChoice';
import { TechniqueOption, techniqueOptions } from './techniqueOptions';

/** Chooses how images get onto nodes; what does not work there stays visible with its reason. */
export function TechniquePicker(
  props: FieldExtensionComponentProps<string, PullPerformanceFieldOptions>,
) {
  const { formData = 'auto', onChange, schema, idSchema } = props;
  const classes = useFieldStyles();
  const t = usePullTranslation();
  const entityRef = entityOf(props);
  const target = targetOf(props);
  const load = useWorkloads(entityRef);
  const facts = factsOf(load.value, target);
  const { auto, refusal, named } = techniqueOptions(facts ?? {});
  const choice = (value: string) => ({
    name: idSchema.$id,
    value,
    chosen: formData === value,
    choose: () => onChange(value),
  });
  return (
    <fieldset
      className={classes.set}
      disabled={props.disabled || props.readonly}
    >
      <legend className={classes.legend}>
        {schema.title ?? t('form.technique.title')}
      </legend>
      {schema.description && (
        <p className={classes.text}>{schema.description}</p>
      )}
      <TechniqueChoice
        {...choice('auto')}
        title={t('form.technique.auto')}
        refusal={refusal}
        words={
          auto && [
            t('form.technique.chooses', {
              technique: nameOf(t, auto.technique),
              reason: auto.reason,
            }),
          ]
        }
      />
      {named.map(option => (
        <TechniqueChoice
          key={option.technique}
          {...choice(option.technique)}
          title={nameOf(t, option.technique)}
          refusal={option.refusal}
          words={wordsOf(t, option)}
        />
      ))}
      {load.value && target && !facts && (
        <p className={classes.text}>{t('form.technique.unknownCluster')}</p>
      )}
      {!load.value && <FieldNote entityRef={entityRef} load={load} />}
    </fieldset>
  );
}

/** What is known of the nodes of the workload's cluster. */
function factsOf(
  page: WorkloadPage | undefined,
  target: WorkloadRef | undefined,
) {
  const nodes = page?.clusters.find(
    ({ cluster }) => cluster === target?.cluster,
  );
  const workload =
    target && page?.items.find(item => isSameWorkload(item, target));
  return nodes && { ...nodes, runtimeClass: workload?.settings?.runtimeClass };
}

function nameOf(t: Translate, technique: PrepullTechnique): string {
  return {
    'image-volume': t('form.technique.imageVolume'),
    'copied-binary': t('form.technique.copiedBinary'),
    shell: t('form.technique.shell'),
  }[technique];
}

function wordsOf(t: Translate, option: TechniqueOption): string[] {
  const text = {
    'image-volume': t('form.technique.imageVolumeText'),
    'copied-binary': t('form.technique.copiedBinaryText'),
    shell: t('form.technique.shellText'),
  }[option.technique];
  return option.warning
    ? [text, t('form.technique.careful', { reason: option.warning })]
    : [text];
}
