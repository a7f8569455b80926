import { parse } from 'yaml';
import { estargzRunner, image } from '../__testUtils__/estargzRunner';
import { githubFile, plainStep, workflow } from '../__testUtils__/workflows';

const { directory, run, addTo } = estargzRunner();

describe('pull-performance:estargz:add where GitHub Actions cannot be edited', () => {
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
      buildArgs: ['A=b c'],
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
