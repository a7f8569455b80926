// The form in the browser shows the same choice, so it is made in -common.
export {
  checkPrepullTechnique,
  choosePrepullTechnique,
  type PrepullNodeFacts as NodeFacts,
  type PrepullTechniqueCheck as TechniqueCheck,
  type PrepullTechniqueChoice as TechniqueChoice,
} from 'backstage-plugin-pull-performance-common';
