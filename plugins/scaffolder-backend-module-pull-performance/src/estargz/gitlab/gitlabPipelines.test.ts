import { parse } from 'yaml';
import { estargzRunner } from '../__testUtils__/estargzRunner';
import { gitlab, gitlabFile } from '../__testUtils__/gitlabPipeline';

const { directory, run, addTo } = estargzRunner();

describe('pull-performance:estargz:add on GitLab CI', () => {
  it('converts what another job pushed', async () => {
    const { added } = await addTo(gitlabFile, gitlab);
    expect(parse(added)).toEqual({
      'pull-performance-estargz-web': {
        extends: 'build',
        needs: [{ job: 'build', artifacts: false }],
        dependencies: [],
        allow_failure: true,
        artifacts: null,
        script: [
          'echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"',
          'docker context create "estargz-$CI_JOB_ID"',
          'docker buildx create --name "estargz-$CI_JOB_ID" --driver docker-container "estargz-$CI_JOB_ID"',
          `printf 'FROM %s\\n' "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" | docker buildx build --builder "estargz-$CI_JOB_ID" --provenance=false --sbom=false --tag "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA-esgz" --output "type=registry,oci-mediatypes=true,compression=estargz,force-compression=true" -`,
          'docker buildx rm "estargz-$CI_JOB_ID"',
          'docker context rm "estargz-$CI_JOB_ID"',
        ],
      },
    });
  });

  const line = 'docker push "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"';
  it.each([
    [
      'docker buildx build --push --platform linux/amd64,linux/arm64 -t ghcr.io/acme/web:1 .',
      'ghcr.io/acme/web:1-esgz',
    ],
    ['docker push $CI_REGISTRY_IMAGE', '$CI_REGISTRY_IMAGE:latest-esgz'],
    ['docker push $TAGGED', '$TAGGED-esgz'],
  ])('makes tags from %s', async (command, expected) => {
    const text = `variables:\n  TAGGED: ghcr.io/acme/web:$CI_COMMIT_TAG\n${gitlab.replace(
      line,
      command,
    )}`;
    const { added } = await addTo(gitlabFile, text);
    expect(added).toContain(`--tag "${expected}"`);
    expect(added.includes('--platform "linux/amd64,linux/arm64"')).toBe(
      command.includes('--platform'),
    );
  });

  it.each([
    [
      'a parallel job',
      gitlab.replace('  stage: build', '  parallel: 2\n  stage: build'),
      /several times/,
    ],
    [
      'a deployment',
      gitlab.replace('  stage: build', '  environment: prod\n  stage: build'),
      /environment/,
    ],
    [
      'a name made in the script',
      gitlab.replace(
        '    - docker build',
        '    - export CI_REGISTRY_IMAGE=x\n    - docker build',
      ),
      /makes up/,
    ],
    [
      'a tag from elsewhere',
      gitlab.replace(line, 'docker push $FULL'),
      /Give tag/,
    ],
    [
      'two images',
      gitlab.replace(line, `${line}\n    - docker push ghcr.io/acme/api:1`),
      /more than one image/,
    ],
    [
      'Kaniko',
      gitlab.replace(line, '/kaniko/executor --destination x'),
      /There is no job/,
    ],
    [
      'brackets',
      '{ build: { script: ["docker push ghcr.io/acme/web:1"] } }\n',
      /brackets/,
    ],
    [
      'a job of this name',
      `${gitlab}pull-performance-estargz-web:\n  script: [a]\n`,
      /already has a job/,
    ],
  ])('refuses %s', async (_, text, message) => {
    directory.setContent({ [gitlabFile]: text });
    await expect(run({ ci: 'gitlab' })).rejects.toThrow(message);
  });
});
