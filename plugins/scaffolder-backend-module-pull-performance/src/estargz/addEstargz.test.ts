import { createMockDirectory } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { execFileSync } from 'node:child_process';
import { parse } from 'yaml';
import { createEstargzAddAction } from './createEstargzAddAction';

const image = 'ghcr.io/acme/web';
const githubFile = '.github/workflows/ci.yml';
const directory = createMockDirectory();
const action = createEstargzAddAction();
type Context = Parameters<typeof action.handler>[0];
type Input = Context['input'];

/** Runs the action on the files that are there. */
async function run(input: Partial<Input> = {}) {
  const output = jest.fn();
  const context: Context = {
    ...createMockActionContext<Input>({
      workspacePath: directory.path,
      input: { image, ...input },
    }),
    output,
  };
  await action.handler(context);
  const outputs: Record<string, unknown> = Object.fromEntries(
    output.mock.calls,
  );
  return {
    files: outputs.files as {
      path: string;
      change: string;
      content?: string;
    }[],
    changed: outputs.changed,
    summary: String(outputs.summary),
    warnings: outputs.warnings as string[],
  };
}

/** What was put between the two comments, and that nothing else was changed. */
function addedIn(before: string, after: string | undefined): string {
  const match =
    /^([^]*?)(?:^|\n)( *)# pull-performance:estargz:add \w{16} begins for \S+ [^\n]*\n([^]*)\n *# pull-performance:estargz:add ends(\n?)([^]*)$/.exec(
      after?.replace(/\r\n/g, '\n') ?? '',
    );
  const [, head = '', , body = '', , tail = ''] = match ?? [];
  const rest = [head, tail].filter(text => text !== '').join('\n');
  expect(rest.trimEnd()).toBe(before.replace(/\r\n/g, '\n').trimEnd());
  return body;
}

async function addTo(path: string, text: string, input: Partial<Input> = {}) {
  directory.setContent({ [path]: text });
  const result = await run(input);
  expect(result.files).toEqual([
    { path, change: 'changed', content: expect.any(String) },
  ]);
  const [{ content }] = result.files;
  const again = await run(input);
  expect(again).toMatchObject({ changed: false, files: [] });
  const removed = await run({ remove: true });
  expect(removed).toMatchObject({
    changed: true,
    files: [{ path, change: 'changed', content: text }],
  });
  expect(await run({ remove: true })).toMatchObject({ changed: false });
  return { ...result, added: addedIn(text, content) };
}

function workflow(step: string, before = ''): string {
  return `name: ci
on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/setup-buildx-action@v4
${before}      - uses: docker/build-push-action@v6 # the image
${step}
      # then
      - run: ./deploy.sh
`;
}

const plainStep = `        with:
          context: services/web
          file: services/web/Dockerfile
          platforms: linux/amd64,linux/arm64
          push: true
          build-args: |
            VERSION=1.10
            TOKEN=\${{ secrets.TOKEN }}
          provenance: mode=max
          cache-from: type=gha
          cache-to: type=gha,mode=max
          tags: ghcr.io/acme/web:\${{ github.sha }}
`;

describe('pull-performance:estargz:add on GitHub Actions', () => {
  it('builds the same once more, behind the plain build', async () => {
    const { added } = await addTo(githubFile, workflow(plainStep));
    expect(added).toBe(`      - name: eStargz variant of the image
        id: pull-performance-estargz-web
        continue-on-error: true
        uses: docker/build-push-action@v6
        with:
          context: services/web
          file: services/web/Dockerfile
          platforms: linux/amd64,linux/arm64
          build-args: |
            VERSION=1.10
            TOKEN=\${{ secrets.TOKEN }}
          provenance: mode=max
          cache-from: type=gha
          tags: ghcr.io/acme/web:\${{ github.sha }}-esgz
          outputs: type=registry,oci-mediatypes=true,compression=estargz,force-compression=true`);
  });

  it.each([
    ['CRLF', workflow(plainStep).replace(/\n/g, '\r\n')],
    [
      'no last line break',
      workflow(plainStep).split('\n      # then')[0].trimEnd(),
    ],
    [
      'lists that are not indented',
      workflow(plainStep).replace(/^ {6}(- |  )/gm, '    $1'),
    ],
    ['a byte order mark', `\uFEFF${workflow(plainStep)}`],
    [
      'a step in brackets',
      workflow(`        with: { push: true, tags: ghcr.io/acme/web:1 }`),
    ],
  ])('keeps every other byte: %s', async (_, text) => {
    const { added } = await addTo(githubFile, text);
    expect(added).toContain('compression=estargz');
  });

  it.each([
    ['ghcr.io/acme/web', 'ghcr.io/acme/web:latest-esgz'],
    [
      'ghcr.io/acme/web:1,ghcr.io/acme/web:2',
      'ghcr.io/acme/web:1-esgz\nghcr.io/acme/web:2-esgz',
    ],
    [
      "${{ env.REGISTRY }}/web:${{ format('{0},{1}}}', 'a', github.ref_name) }}",
      "${{ env.REGISTRY }}/web:${{ format('{0},{1}}}', 'a', github.ref_name) }}-esgz",
    ],
    [
      '${{ steps.meta.outputs.tags }}',
      "${{ join(fromJSON(steps.meta.outputs.json).tags, '-esgz,') }}-esgz",
    ],
  ])('makes tags from %s', async (tags, expected) => {
    const meta = `      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: |
            ghcr.io/acme/web
`;
    const { added } = await addTo(
      githubFile,
      workflow(
        `        with:\n          push: true\n          tags: ${JSON.stringify(
          tags,
        )}\n`,
        meta,
      ),
    );
    expect(parse(added)[0].with.tags).toBe(expected);
  });

  it.each([
    [
      "        if: github.ref == 'refs/heads/main'",
      'true',
      "${{ github.ref == 'refs/heads/main' }}",
    ],
    ['        if: ${{ always() }}', 'true', '${{ always() }}'],
    [
      '',
      "${{ github.event_name != 'pull_request' }}",
      "${{ format('{0}', github.event_name != 'pull_request') == 'true' }}",
    ],
    [
      '        if: inputs.a',
      '${{ inputs.push }}',
      "${{ (inputs.a) && (format('{0}', inputs.push) == 'true') }}",
    ],
  ])(
    'runs when the plain image is pushed: %s, %s',
    async (condition, push, expected) => {
      const { added } = await addTo(
        githubFile,
        workflow(
          `${
            condition && `${condition}\n`
          }        with:\n          push: ${push}\n          tags: ghcr.io/acme/web:1\n`,
        ),
      );
      expect(parse(added)[0].if).toBe(expected);
    },
  );

  it.each([
    ['none', ''],
    [
      'that of Docker',
      '      - uses: docker/setup-buildx-action@v4\n        with: { driver: docker }\n',
    ],
  ])('brings a builder where there is %s', async (_, setUp) => {
    const text = workflow(plainStep).replace(
      '      - uses: docker/setup-buildx-action@v4\n',
      setUp,
    );
    const { added, summary } = await addTo(githubFile, text);
    const [builder, build] = parse(added);
    expect(builder).toMatchObject({
      uses: 'docker/setup-buildx-action@v4',
      with: { driver: 'docker-container', use: false },
    });
    expect(build.with.builder).toBe(`\${{ steps.${builder.id}.outputs.name }}`);
    expect(summary).toContain('built a second time');
  });

  it('keeps an action pinned, with its comment', async () => {
    const pin = `docker/build-push-action@${'a'.repeat(40)} # v6.1.0`;
    const { added } = await addTo(
      githubFile,
      workflow(plainStep).replace(
        'docker/build-push-action@v6 # the image',
        pin,
      ),
    );
    expect(added).toContain(`uses: ${pin}\n`);
  });

  it('chooses among several by the image, and ignores builds that push nothing', async () => {
    const step = (tags: string, push = 'true') =>
      `      - uses: docker/build-push-action@v6\n        with:\n          push: ${push}\n          tags: ${tags}\n`;
    const text = workflow(plainStep)
      .replace(
        '      # then\n',
        `${step('ghcr.io/acme/worker:1')}${step(
          'ghcr.io/acme/web:test',
          'false',
        )}`,
      )
      .replace('${{ github.sha }}', '1');
    const { added } = await addTo(githubFile, text);
    expect(parse(added)[0].with.tags).toBe('ghcr.io/acme/web:1-esgz');
  });

  it('serves two images of one job', async () => {
    const second = `      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: ghcr.io/acme/worker:1\n`;
    const text = workflow(plainStep)
      .replace('${{ github.sha }}', '1')
      .replace('      # then\n', second);
    directory.setContent({ [githubFile]: text });
    await run();
    const [{ content: both = '' }] = (
      await run({ image: 'ghcr.io/acme/worker' })
    ).files;
    expect(
      parse(both)
        .jobs.build.steps.map((step: { id?: string }) => step.id)
        .filter(Boolean),
    ).toEqual([
      'pull-performance-estargz-web',
      'pull-performance-estargz-worker',
    ]);
    expect(await run()).toMatchObject({ changed: false });
    await run({ remove: true });
    const [{ content }] = (
      await run({ image: 'ghcr.io/acme/worker', remove: true })
    ).files;
    expect(content).toBe(text);
  });

  const matrix = workflow(plainStep).replace(
    '    runs-on',
    '    strategy: { matrix: { a: [1] } }\n    runs-on',
  );
  const twice = workflow(plainStep).replace(
    '      # then\n',
    `      - name: again\n        uses: docker/build-push-action@v6\n${plainStep}`,
  );
  it.each([
    ['a matrix', matrix, /matrix.*separateWorkflow: true/],
    [
      'several builds',
      twice,
      /Several places.*job: build, step: 3.*step: again.*Give the workflow, job and step/,
    ],
    [
      'an anchor',
      workflow(plainStep).replace('    steps:', '    steps: &steps'),
      /anchors/,
    ],
    [
      'an alias',
      `x: &w { push: true, tags: "ghcr.io/acme/web:1" }\n${workflow(
        '        with: *w\n',
      )}`,
      /There is no step|anchors/,
    ],
    [
      'steps in brackets',
      'on: push\njobs: { a: { runs-on: x, steps: [{ uses: docker/build-push-action@v6, with: { push: true, tags: "ghcr.io/acme/web:1" } }] } }\n',
      /brackets/,
    ],
    [
      'a reusable workflow',
      workflow(plainStep).replace('[push]', '\n  workflow_call:'),
      /called by others.*Give workflow/,
    ],
    [
      'a push by digest',
      workflow(
        '        with:\n          outputs: type=image,name=ghcr.io/acme/web,push-by-digest=true,push=true\n          tags: ghcr.io/acme/web\n',
      ),
      /without tags/,
    ],
    [
      'another image',
      workflow(plainStep).replace(
        'ghcr.io/acme/web:${{ github.sha }}',
        'ghcr.io/acme/other:1',
      ),
      /builds ghcr.io\/acme\/other:1, not ghcr.io\/acme\/web/,
    ],
    [
      'unknown tags',
      workflow(plainStep).replace(
        'ghcr.io/acme/web:${{ github.sha }}',
        '${{ inputs.tags }}',
      ),
      /Give tag/,
    ],
    [
      'a mixed if',
      workflow(`        if: \${{ a }} && b\n${plainStep}`),
      /always true/,
    ],
    [
      'eStargz already',
      workflow(
        '        with:\n          tags: ghcr.io/acme/web:1\n          outputs: type=registry,compression=estargz\n',
      ),
      /already/,
    ],
    [
      'called workflows only',
      'on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n',
      /reusable workflow/,
    ],
    ['no YAML', 'a: [', /line 1/],
  ])('refuses %s, and says what to give', async (_, text, message) => {
    directory.setContent({ [githubFile]: text });
    await expect(run({ ci: 'github' })).rejects.toThrow(message);
  });

  it.each([
    [
      'a reusable workflow that is named',
      workflow(plainStep).replace('[push]', '\n  workflow_call:'),
      { workflow: 'ci.yml' },
    ],
    ['one of several', twice, { job: 'build', step: 'again' }],
    [
      'an own tag',
      workflow(plainStep).replace(
        'ghcr.io/acme/web:${{ github.sha }}',
        '${{ inputs.tags }}',
      ),
      { tag: `${image}:{sha}-lazy` },
    ],
  ])('takes %s', async (_, text, input) => {
    const { added } = await addTo(githubFile, text, input);
    expect(added).toContain('compression=estargz');
  });

  it('makes a workflow of its own', async () => {
    directory.setContent({ [githubFile]: matrix });
    const input = {
      separateWorkflow: true,
      context: 'services/web',
      platforms: ['linux/arm64'],
      buildArgs: ['A=b c', "B='"].slice(0, 1),
      image: 'registry.example.com/web',
    };
    const { files, summary } = await run(input);
    expect(files).toEqual([
      {
        path: '.github/workflows/estargz-web.yml',
        change: 'created',
        content: expect.any(String),
      },
    ]);
    const { jobs, permissions, ...rest } = parse(files[0].content ?? '');
    expect(rest.on).toEqual({
      push: { branches: ['main'] },
      workflow_dispatch: {},
    });
    expect(permissions).toEqual({ contents: 'read' });
    expect(jobs.estargz.steps.at(-1).with).toEqual({
      context: 'services/web',
      file: 'services/web/Dockerfile',
      platforms: 'linux/arm64',
      'build-args': 'A=b c',
      tags: 'registry.example.com/web:${{ github.sha }}-esgz',
      outputs:
        'type=registry,oci-mediatypes=true,compression=estargz,force-compression=true',
    });
    expect(summary).toContain('REGISTRY_USERNAME');
    expect(await run(input)).toMatchObject({ changed: false });
    const { files: removed } = await run({ ...input, remove: true });
    expect(removed).toEqual([
      { path: '.github/workflows/estargz-web.yml', change: 'removed' },
    ]);
  });

  it('does not touch what was changed by hand, nor files of others', async () => {
    directory.setContent({ [githubFile]: workflow(plainStep) });
    const [{ content = '' }] = (await run()).files;
    directory.setContent({
      [githubFile]: content.replace(
        'continue-on-error: true',
        'continue-on-error: false',
      ),
    });
    await expect(run()).rejects.toThrow(/changed by hand/);
    await expect(run({ remove: true })).rejects.toThrow(/changed by hand/);
    directory.setContent({
      [githubFile]: content.replace(/ *# pull-performance\S* ends\n/, ''),
    });
    await expect(run()).rejects.toThrow(/that ends it is missing/);
    directory.setContent({ 'build-estargz.sh': 'echo mine\n' });
    await expect(run({ ci: 'script' })).rejects.toThrow(/was not made by/);
    expect(await run({ remove: true })).toMatchObject({ changed: false });
  });
});

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

const gitlabFile = '.gitlab-ci.yml';
const gitlab = `stages: [build, deploy]
build:
  stage: build
  image: docker:28
  services: [docker:28-dind]
  script:
    - echo "$CI_REGISTRY_PASSWORD" | docker login -u "$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"
    - docker build -t "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA" .
    - docker push "$CI_REGISTRY_IMAGE:$CI_COMMIT_SHORT_SHA"
  artifacts: { paths: [log] }
deploy: # last
  stage: deploy
  script: [./deploy.sh]
`;

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

describe('pull-performance:estargz:add with a script', () => {
  it.each([
    ['buildctl', 'estargz', 'buildctl build'],
    [
      'nerdctl',
      'estargz',
      'nerdctl image convert --estargz --oci "$plain" "$variant"',
    ],
    [
      'nerdctl',
      'zstd:chunked',
      'nerdctl image convert --zstdchunked --oci "$plain" "$variant"',
    ],
    [
      'ctr-remote',
      'estargz',
      'ctr-remote image optimize --oci "$plain" "$variant"',
    ],
    [
      'ctr-remote',
      'zstd:chunked',
      'ctr-remote image optimize --oci --zstdchunked "$plain" "$variant"',
    ],
  ] as const)('%s makes %s', async (tool, format, command) => {
    directory.setContent({ README: 'x' });
    const input = {
      ci: 'script',
      tool,
      format,
      buildArgs: ["A=it's".slice(0, 4), 'B=x y'],
    } as const;
    const { files, summary } = await run(input);
    expect(files).toEqual([
      {
        path: 'build-estargz.sh',
        change: 'created',
        content: expect.stringContaining(command),
      },
    ]);
    execFileSync('sh', ['-n', directory.resolve('build-estargz.sh')]);
    expect(summary.includes('io.github.containers.zstd-chunked')).toBe(
      format === 'zstd:chunked',
    );
    expect(await run(input)).toMatchObject({ changed: false });
    expect((await run({ remove: true })).files).toEqual([
      { path: 'build-estargz.sh', change: 'removed' },
    ]);
  });

  it('falls back to one, and says why', async () => {
    directory.setContent({ README: 'x' });
    const { files, summary } = await run();
    expect(files).toHaveLength(1);
    expect(summary).toContain('has to call');
    await expect(
      run({ ci: 'script', image: 'ghcr.io/acme/api' }),
    ).rejects.toThrow(/another image/);
    await expect(run({ job: 'build' })).rejects.toThrow(/Give workflow/);
  });

  it.each([
    [{ format: 'zstd:chunked' }, /BuildKit.*no zstd:chunked/],
    [
      { ci: 'script', format: 'zstd:chunked', tool: 'buildctl' },
      /BuildKit knows no zstd:chunked/,
    ],
    [
      {
        ci: 'script',
        tool: 'ctr-remote',
        platforms: ['linux/amd64', 'linux/arm64'],
      },
      /one platform/,
    ],
    [{ ci: 'script', tag: `${image}:{sha}` }, /does not know the commit/],
    [{ ci: 'gitlab', separateWorkflow: true }, /GitHub Actions/],
    [{ separateWorkflow: true, file: 'a.yml' }, /must be in/],
    [{ ci: 'script', file: 'a.txt' }, /end with .sh/],
  ] as const)('refuses %j', async (input, message) => {
    directory.setContent({ README: 'x' });
    await expect(
      run({
        ...input,
        platforms: 'platforms' in input ? [...input.platforms] : undefined,
      }),
    ).rejects.toThrow(message);
  });

  it('asks which, where two kinds of pipelines build', async () => {
    directory.setContent({
      [githubFile]: workflow(plainStep),
      [gitlabFile]: gitlab,
    });
    await expect(run()).rejects.toThrow(/github, gitlab. Give ci/);
    expect((await run({ ci: 'gitlab' })).files.map(file => file.path)).toEqual([
      gitlabFile,
    ]);
  });
});

describe('what pull-performance:estargz:add tells', () => {
  it('copies changed files, and says what nodes need', async () => {
    directory.setContent({
      source: { '.github': { workflows: { 'ci.yml': workflow(plainStep) } } },
    });
    const { summary } = await run({ path: 'source', changesPath: 'changes' });
    expect(
      directory.content({ path: 'changes', shouldReadAsText: true }),
    ).toEqual({
      '.github': { workflows: { 'ci.yml': expect.stringContaining('-esgz') } },
    });
    for (const text of [
      'disable_snapshot_annotations = false',
      'enable_remote_snapshot_annotations = "true"',
      'cri_keychain',
      'Artifact Streaming',
      'time to ready',
      'sign and attest',
      '## Undo',
    ]) {
      expect(summary).toContain(text);
    }
    expect(summary).not.toMatch(/lazy-pull|GGCR/);
  });

  it('warns where the format may lose', async () => {
    directory.setContent({ README: 'x' });
    expect((await run({ imageBytes: 400e6 })).warnings).toEqual([]);
    const { warnings } = await run({
      imageBytes: 20e6,
      readsMuchAtStart: true,
    });
    expect(warnings).toEqual([
      expect.stringContaining('only 20'),
      expect.stringContaining('4 min 28 s'),
    ]);
    const big = { imageBytes: 400e6, largestLayerBytes: 300e6 };
    expect((await run(big)).warnings).toEqual([
      expect.stringContaining('read whole'),
    ]);
    expect(
      (await run({ ...big, ci: 'script', tool: 'ctr-remote' })).warnings,
    ).toEqual([expect.stringContaining('10 s')]);
  });
});

describe('hostile input of pull-performance:estargz:add', () => {
  const texts = [
    '$(id)',
    '`id`',
    'a;b',
    'a\nb',
    "a'b",
    'a"b',
    '${{ secrets.X }}',
    '*a',
    '&a',
    '../x',
    '--push',
    'a b|c',
    '\u202e',
    'x'.repeat(2000),
  ];
  it.each([
    'image',
    'tag',
    'branch',
    'context',
    'dockerfile',
    'file',
    'usernameSecret',
    'passwordSecret',
  ] as const)('refuses it in %s', async name => {
    directory.setContent({ README: 'x' });
    for (const text of texts) {
      for (const way of [
        { separateWorkflow: true },
        { ci: 'script' },
      ] as const) {
        await expect(run({ ...way, [name]: text })).rejects.toThrow(
          /input|path|must|leads/i,
        );
      }
    }
    expect(directory.content({ shouldReadAsText: true })).toEqual({
      README: 'x',
    });
  });

  it.each(['platforms', 'buildArgs'] as const)(
    'refuses it in %s',
    async name => {
      directory.setContent({ README: 'x' });
      for (const text of [
        'A=$(id)',
        'A=`id`',
        'A=a\nb',
        'A="',
        "A='",
        'A=${{ x }}',
        'A=$B',
        '--push',
        'A=x\u202e',
      ]) {
        await expect(run({ [name]: [text] })).rejects.toThrow(
          `The input ${name}`,
        );
      }
    },
  );

  it('quotes what a pipeline brings', async () => {
    const name = '`x` [a](http://evil)<b>';
    const text = workflow(plainStep).replace(
      '  build:\n',
      `  ${JSON.stringify(name)}:\n`,
    );
    const { summary, added } = await addTo(
      githubFile,
      text.replace('mode=max\n', `"a: &b *c # d"\n`),
    );
    expect(parse(added)[0].with.provenance).toBe('a: &b *c # d');
    expect(summary).not.toContain('[a](http');
  });
});
