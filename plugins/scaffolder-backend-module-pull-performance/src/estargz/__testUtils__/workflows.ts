export const githubFile = '.github/workflows/ci.yml';

/** A workflow that builds an image in its third step. */
export function workflow(step: string, before = ''): string {
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

export const plainStep = `        with:
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
