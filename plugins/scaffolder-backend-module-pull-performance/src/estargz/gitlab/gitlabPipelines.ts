import { expectTag } from '../inputForms';
import { Pipelines } from '../Pipelines';
import { findPushJobs } from './findPushJobs';
import { addVariantJob } from './variantJob';

/** GitLab CI. */
export const gitlabPipelines: Pipelines = {
  kind: 'gitlab',
  name: 'GitLab CI',
  isFile: path => /^\.gitlab-ci\.ya?ml$/.test(path),
  looksFor:
    'job in .gitlab-ci.yml that pushes with docker push or docker buildx build --push',
  places: ({ file, text }) =>
    findPushJobs({ file, text }).map(job => ({
      ...job,
      add: ({ image, tag, platforms }) => {
        const variant =
          tag && expectTag(tag, { commit: '$CI_COMMIT_SHA', image });
        return {
          text: addVariantJob({ text, job, image, variant, platforms }),
          notes: [],
        };
      },
    })),
};
