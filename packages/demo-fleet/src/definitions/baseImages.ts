import { BaseImageDefinition, DistributionDefinition } from './types';

const debian: DistributionDefinition = {
  step: {
    instruction: "# debian.sh --arch '{arch}' out/ 'bookworm'",
    megabytes: 29,
  },
  renewedEveryDays: 21,
};
const ubuntu: DistributionDefinition = {
  step: { instruction: 'ADD ubuntu-22.04-{arch}.tar.gz /', megabytes: 31 },
  renewedEveryDays: 30,
};
const alpine: DistributionDefinition = {
  step: {
    instruction: 'ADD alpine-minirootfs-3.22-{arch}.tar.gz /',
    megabytes: 3.6,
  },
  renewedEveryDays: 45,
};
const distroless: DistributionDefinition = {
  step: { instruction: 'bazel build //base:base_{arch}', megabytes: 0.8 },
  renewedEveryDays: 40,
};

/** Base images by name, in sizes that public ones of that kind have. */
export const baseImages = {
  'distroless-static': {
    reference: 'gcr.io/distroless/static-debian12:nonroot',
    distribution: distroless,
    steps: [],
    renewedEveryDays: 40,
  },
  'distroless-java': {
    reference: 'gcr.io/distroless/java21-debian12:nonroot',
    distribution: distroless,
    steps: [
      { instruction: 'bazel build //cc:libc_{arch}', megabytes: 9 },
      { instruction: 'bazel build //java:jre21_{arch}', megabytes: 61 },
    ],
    renewedEveryDays: 35,
  },
  alpine: {
    reference: 'docker.io/library/alpine:3.22',
    distribution: alpine,
    steps: [{ instruction: 'CMD ["/bin/sh"]' }],
    renewedEveryDays: 45,
  },
  nginx: {
    reference: 'docker.io/library/nginx:1.29-alpine',
    distribution: alpine,
    steps: [
      { instruction: 'ENV NGINX_VERSION=1.29.1' },
      {
        instruction: 'RUN apk add --no-cache nginx=${NGINX_VERSION}-r0',
        megabytes: 15,
      },
      {
        instruction: 'COPY docker-entrypoint.sh /',
        megabytes: 0.0006,
      },
      { instruction: 'EXPOSE 80' },
      { instruction: 'STOPSIGNAL SIGQUIT' },
      { instruction: 'CMD ["nginx", "-g", "daemon off;"]' },
    ],
    renewedEveryDays: 30,
  },
  node: {
    reference: 'docker.io/library/node:22-bookworm-slim',
    distribution: debian,
    smallFiles: true,
    steps: [
      { instruction: 'ENV NODE_VERSION=22.19.0' },
      {
        instruction: 'RUN install-node.sh ${NODE_VERSION} {arch}',
        megabytes: 45.3,
      },
      { instruction: 'RUN install-yarn.sh 1.22.22', megabytes: 1.7 },
      {
        instruction: 'COPY docker-entrypoint.sh /usr/local/bin/',
        megabytes: 0.0004,
      },
      { instruction: 'CMD ["node"]' },
    ],
    renewedEveryDays: 21,
  },
  jdk: {
    reference: 'docker.io/library/maven:3.9-amazoncorretto-21-debian-bookworm',
    distribution: debian,
    steps: [
      {
        instruction:
          'RUN apt-get update && apt-get install -y curl git gnupg && rm -rf /var/lib/apt/lists/*',
        megabytes: 24,
      },
      { instruction: 'ENV JAVA_HOME=/usr/lib/jvm/java-21' },
      { instruction: 'RUN install-jdk.sh 21 {arch}', megabytes: 131 },
      { instruction: 'CMD ["jshell"]' },
    ],
    renewedEveryDays: 30,
  },
  dotnet: {
    reference: 'mcr.microsoft.com/dotnet/aspnet:8.0-bookworm-slim',
    distribution: debian,
    steps: [
      { instruction: 'ENV ASPNETCORE_HTTP_PORTS=8080' },
      {
        instruction:
          'RUN apt-get update && apt-get install -y --no-install-recommends libicu72 && rm -rf /var/lib/apt/lists/*',
        megabytes: 11,
      },
      { instruction: 'COPY /dotnet /usr/share/dotnet', megabytes: 41 },
    ],
    renewedEveryDays: 28,
  },
  python: {
    reference: 'docker.io/library/python:3.12-slim-bookworm',
    distribution: debian,
    smallFiles: true,
    steps: [
      { instruction: 'ENV PYTHON_VERSION=3.12.11' },
      {
        instruction:
          'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates tzdata && rm -rf /var/lib/apt/lists/*',
        megabytes: 3.5,
      },
      {
        instruction: 'RUN install-python.sh ${PYTHON_VERSION}',
        megabytes: 15.5,
      },
      { instruction: 'CMD ["python3"]' },
    ],
    renewedEveryDays: 21,
  },
  cuda: {
    reference: 'docker.io/nvidia/cuda:12.6.3-cudnn-runtime-ubuntu22.04',
    distribution: ubuntu,
    steps: [
      { instruction: 'ENV CUDA_VERSION=12.6.3' },
      {
        instruction:
          'RUN apt-get update && apt-get install -y --no-install-recommends cuda-libraries-12-6 && rm -rf /var/lib/apt/lists/*',
        megabytes: 530,
      },
      { instruction: 'ENV NVIDIA_VISIBLE_DEVICES=all' },
      {
        instruction:
          'RUN apt-get update && apt-get install -y --no-install-recommends libcudnn9-cuda-12 && rm -rf /var/lib/apt/lists/*',
        megabytes: 690,
      },
    ],
    renewedEveryDays: 60,
  },
  ffmpeg: {
    reference: 'registry.demo-fleet.example/base/ffmpeg:7.1',
    distribution: debian,
    steps: [
      {
        instruction:
          'RUN apt-get update && apt-get install -y --no-install-recommends libavcodec-extra && rm -rf /var/lib/apt/lists/*',
        megabytes: 212,
      },
      { instruction: 'COPY /opt/ffmpeg /opt/ffmpeg', megabytes: 88 },
      { instruction: 'ENV PATH=/opt/ffmpeg/bin:/usr/bin:/bin' },
    ],
    renewedEveryDays: 40,
  },
} satisfies Record<string, BaseImageDefinition>;
