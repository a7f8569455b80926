import { addSteps } from '../addSteps';
import { expectTag, shortName } from '../inputForms';
import { Pipelines } from '../Pipelines';
import { findBuildSteps } from './findBuildSteps';
import { variantSteps } from './variantSteps';

/** Workflows of GitHub Actions. */
export const githubPipelines: Pipelines = {
  kind: 'github',
  name: 'GitHub Actions',
  isFile: path => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
  looksFor:
    'step in .github/workflows that pushes with docker/build-push-action',
  places: ({ file, text, isNamed }) =>
    findBuildSteps({ file, text, isNamed }).map(build => ({
      ...build,
      add: ({ image, tag }) => {
        const { body, bringsBuilder } = variantSteps({
          build,
          suffix: shortName(image),
          tag: tag && expectTag(tag, { commit: '${{ github.sha }}', image }),
        });
        const { job, steps, step, index } = build;
        const stepsPath = ['jobs', job, 'steps'];
        const place = {
          file,
          image: image.name,
          stepsPath,
          steps,
          step,
          index,
        };
        return {
          text: addSteps(text, place, body),
          notes: bringsBuilder
            ? [
                'The job builds with Docker itself, which cannot write eStargz. So a builder of its own is added, which does not know what was built before: the image is built a second time, and steps of the Dockerfile that fetch things may bring others than in the plain image.',
              ]
            : [],
        };
      },
    })),
};
