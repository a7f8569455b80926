import { parseEntityRef } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { TemplateEntityV1beta3 } from '@backstage/plugin-scaffolder-common';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { Entity } from '@backstage/catalog-model';
import { useState } from 'react';
import { readWrittenFiles, WrittenFile } from '../../fixes/writtenFiles';
import { DryRunProblem, dryRunProblem } from './dryRunProblem';

/** What came of a dry run. */
export type DryRunResult =
  | { kind: 'files'; files: WrittenFile[] }
  /** It ran, but its output names no files. */
  | { kind: 'noOutput' }
  | { kind: 'noTemplate'; template: string }
  | DryRunProblem;

/** A dry run of a template with some values. */
export interface DryRun {
  running: boolean;
  /** With which values the shown result came about, as JSON. */
  ranWith?: string;
  result?: DryRunResult;
  run(template: string, values: string): Promise<void>;
}

/** Runs a template of the catalog without effect, as the user. */
export function useDryRun(): DryRun {
  const catalog = useApi(catalogApiRef);
  const scaffolder = useApi(scaffolderApiRef);
  const [state, setState] = useState<Omit<DryRun, 'run'>>({ running: false });

  const ask = async (
    template: string,
    values: string,
  ): Promise<DryRunResult> => {
    try {
      const entity = await catalog.getEntityByRef(
        parseEntityRef(template, { defaultKind: 'template' }),
      );
      if (!entity || !isTemplate(entity)) {
        return { kind: 'noTemplate', template };
      }
      const { output } = await scaffolder.dryRun({
        template: entity,
        values: JSON.parse(values),
        secrets: {},
        directoryContents: [],
      });
      const files = readWrittenFiles(output?.files);
      return files ? { kind: 'files', files } : { kind: 'noOutput' };
    } catch (error) {
      return dryRunProblem(toError(error));
    }
  };

  return {
    ...state,
    async run(template, values) {
      setState({ running: true });
      const result = await ask(template, values);
      setState({ running: false, ranWith: values, result });
    },
  };
}

function isTemplate(entity: Entity): entity is TemplateEntityV1beta3 {
  return (
    entity.kind === 'Template' &&
    entity.apiVersion === 'scaffolder.backstage.io/v1beta3'
  );
}
