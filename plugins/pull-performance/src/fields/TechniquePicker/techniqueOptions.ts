import { isError } from '@backstage/errors';
import {
  checkPrepullTechnique,
  choosePrepullTechnique,
  PrepullNodeFacts,
  PrepullTechnique,
} from 'backstage-plugin-pull-performance-common';

/** The techniques that are named, in the order in which they are offered. */
export const techniques: readonly PrepullTechnique[] = [
  'image-volume',
  'copied-binary',
  'shell',
];

/** What is so for one technique on the nodes of a cluster. */
export interface TechniqueOption {
  technique: PrepullTechnique;
  /** Why it cannot be chosen. */
  refusal?: string;
  warning?: string;
}

/** What `auto` takes, and what each technique that is named means here. */
export interface TechniqueOptions {
  /** Absent where nothing works, as `refusal` says. */
  auto?: { technique: PrepullTechnique; reason: string };
  refusal?: string;
  named: TechniqueOption[];
}

/** Judges all techniques by what is known of the nodes. */
export function techniqueOptions(facts: PrepullNodeFacts): TechniqueOptions {
  try {
    return {
      auto: choosePrepullTechnique(facts),
      named: techniques.map(technique => ({
        technique,
        ...checkPrepullTechnique(technique, facts),
      })),
    };
  } catch (error) {
    // Nothing of it works on these nodes.
    const refusal = isError(error) ? error.message : String(error);
    return {
      refusal,
      named: techniques.map(technique => ({ technique, refusal })),
    };
  }
}
