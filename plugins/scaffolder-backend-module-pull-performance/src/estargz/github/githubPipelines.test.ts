import { parse } from 'yaml';
import { estargzRunner } from '../__testUtils__/estargzRunner';
import { githubFile, plainStep, workflow } from '../__testUtils__/workflows';

const { directory, run, addTo } = estargzRunner();

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
      workflow(plainStep).replace(/^ {6}(- | {2})/gm, '    $1'),
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
});
