// Workflows of GitHub Actions that build an image, as repositories have them: by name, with what the action is given besides the image.

export const image = 'ghcr.io/acme/web';

const head = `name: ci
on:
  push: { branches: [main] }
  pull_request:
`;

/** Everything that a build can be given, and tags of the commit. */
const complete = `${head}permissions: { contents: read, packages: write }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v5
    - uses: docker/setup-qemu-action@v3
    - uses: docker/setup-buildx-action@v3
    - uses: docker/login-action@v3 # to GitHub's own registry
      with:
        registry: ghcr.io
        username: \${{ github.actor }}
        password: \${{ secrets.GITHUB_TOKEN }}
    - name: Image
      uses: docker/build-push-action@v6
      with:
        context: services/web
        file: services/web/Dockerfile
        platforms: linux/amd64,linux/arm64
        push: \${{ github.event_name != 'pull_request' }}
        build-args: |
          VERSION=1.10
        cache-from: type=gha
        cache-to: type=gha,mode=max
        tags: |
          ghcr.io/acme/web:\${{ github.sha }}
          ghcr.io/acme/web:main
    # then
    - run: echo done
`;

/** Tags of docker/metadata-action, and no builder of its own. */
const metadata = `${head}jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - id: meta
        uses: docker/metadata-action@v5
        with:
          images: ghcr.io/acme/web
      - uses: docker/build-push-action@v6
        if: \${{ github.ref == 'refs/heads/main' }}
        with: { push: true, tags: "\${{ steps.meta.outputs.tags }}", labels: "\${{ steps.meta.outputs.labels }}" }
`;

/** A run that is asked whether it pushes, and a second image in the same job. */
const asked = `on:
  workflow_dispatch:
    inputs:
      push: { type: boolean, default: false }
env:
  REGISTRY: ghcr.io
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: docker/setup-buildx-action@v3
      - uses: docker/build-push-action@v6
        id: web
        with:
          push: \${{ inputs.push }}
          tags: ghcr.io/acme/web:\${{ github.run_number }}
      - uses: docker/build-push-action@v6
        id: worker
        with:
          context: worker
          push: true
          tags: ghcr.io/acme/worker:1
`;

/** A job of a matrix, in which no step can be added. */
const matrix = `${head}jobs:
  build:
    runs-on: ubuntu-latest
    strategy: { matrix: { service: [web, worker] } }
    steps:
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: ghcr.io/acme/\${{ matrix.service }}:1
`;

export const workflows = {
  'with all inputs': { text: complete, input: {} },
  'with tags of its own': {
    text: complete,
    input: { tag: `${image}:lazy-{sha}` },
  },
  'with docker/metadata-action': { text: metadata, input: {} },
  'that is asked whether it pushes': { text: asked, input: { step: 'web' } },
  'beside which one of its own is put': {
    text: matrix,
    input: {
      separateWorkflow: true,
      platforms: ['linux/amd64', 'linux/arm64'],
      buildArgs: ['VERSION=1.10'],
    },
  },
  'with one of its own for another registry': {
    text: matrix,
    input: { separateWorkflow: true, image: 'registry.example.com/shop/web' },
  },
};
