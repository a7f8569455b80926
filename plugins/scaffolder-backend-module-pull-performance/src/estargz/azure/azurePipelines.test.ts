import { parse } from 'yaml';
import { estargzRunner, image } from '../__testUtils__/estargzRunner';

const { directory, run, addTo } = estargzRunner();

const azureFile = 'azure-pipelines.yml';
const azure = `trigger: [main]
variables:
  repository: acme/web
pool:
  vmImage: ubuntu-latest
stages:
- stage: Build
  jobs:
  - job: image
    steps:
    - task: Docker@2 # build
      condition: succeeded()
      inputs:
        command: buildAndPush
        containerRegistry: registry
        repository: $(repository)
        tags: |
          $(Build.BuildId)
          latest
    - script: echo done
`;

describe('pull-performance:estargz:add on Azure Pipelines', () => {
  it('converts what was pushed', async () => {
    const { added } = await addTo(azureFile, azure);
    const [login, convert, logout] = parse(added);
    expect(login).toMatchObject({
      task: 'Docker@2',
      condition: 'succeeded()',
      inputs: { command: 'login', containerRegistry: 'registry' },
    });
    expect(convert).toMatchObject({
      condition: 'succeeded()',
      continueOnError: true,
      env: {
        PLAIN: 'ghcr.io/$(repository):$(Build.BuildId)',
        VARIANT_1: 'ghcr.io/$(repository):$(Build.BuildId)-esgz',
        VARIANT_2: 'ghcr.io/$(repository):latest-esgz',
      },
    });
    expect(convert.bash).toBe(`set -euo pipefail
builder="estargz-$BUILD_BUILDID-$RANDOM"
docker buildx create --name "$builder" --driver docker-container
trap 'docker buildx rm "$builder"' EXIT
printf 'FROM %s\\n' "$PLAIN" | docker buildx build --builder "$builder" --provenance=false --sbom=false --tag "$VARIANT_1" --tag "$VARIANT_2" --output "type=registry,oci-mediatypes=true,compression=estargz,force-compression=true" -
`);
    expect(logout).toMatchObject({
      condition: 'always()',
      inputs: { command: 'logout' },
    });
  });

  it('leaves a sign-in of the job alone, and takes an own tag', async () => {
    const text = azure.replace(
      '    - task: Docker@2 # build',
      '    - task: Docker@2\n      inputs: { command: login, containerRegistry: registry }\n    - task: Docker@2 # build',
    );
    const { added } = await addTo(azureFile, text, {
      tag: `${image}:{sha}-lazy`,
      platforms: ['linux/amd64'],
    });
    const steps = parse(added);
    expect(steps).toHaveLength(1);
    expect(steps[0].env.VARIANT_1).toBe(`${image}:$(Build.SourceVersion)-lazy`);
    expect(steps[0].bash).toContain('--platform "linux/amd64"');
  });

  it.each([
    [
      'a matrix',
      azure.replace(
        '  - job: image\n',
        '  - job: image\n    strategy: { matrix: { a: { b: c } } }\n',
      ),
      /several times/,
    ],
    [
      'Windows',
      azure.replace('ubuntu-latest', 'windows-latest'),
      /Linux agent/,
    ],
    [
      'another image',
      azure.replace('repository: acme/web', 'repository: acme/api'),
      /not ghcr.io\/acme\/web/,
    ],
    ['an anchor', azure.replace('    steps:\n', '    steps: &s\n'), /anchors/],
    [
      'strange tags',
      azure.replace('          latest', '          $(a b)'),
      /not known/,
    ],
    ['templates', 'steps:\n- template: build.yml\n', /Docker@2/],
  ])('refuses %s', async (_, text, message) => {
    directory.setContent({ [azureFile]: text });
    await expect(run({ ci: 'azure-pipelines' })).rejects.toThrow(message);
  });
});
