import { BaseImageDefinition } from './types';

const debian = { name: 'debian', megabytes: 29 };
const alpine = { name: 'alpine', megabytes: 3.6 };
const distroless = { name: 'distroless', megabytes: 0.8 };

/** Base images by name, in sizes that public ones of that kind have. */
export const baseImages = {
  'distroless-static': { layers: [distroless], renewedEveryDays: 40 },
  'distroless-java': {
    layers: [
      distroless,
      { name: 'libc', megabytes: 9 },
      { name: 'jre', megabytes: 61 },
    ],
    renewedEveryDays: 35,
  },
  alpine: { layers: [alpine], renewedEveryDays: 45 },
  nginx: {
    layers: [alpine, { name: 'nginx', megabytes: 15 }],
    renewedEveryDays: 30,
  },
  node: {
    layers: [debian, { name: 'node', megabytes: 47 }],
    renewedEveryDays: 21,
  },
  jdk: {
    layers: [
      debian,
      { name: 'tools', megabytes: 24 },
      { name: 'jdk', megabytes: 131 },
    ],
    renewedEveryDays: 30,
  },
  dotnet: {
    layers: [debian, { name: 'aspnet', megabytes: 52 }],
    renewedEveryDays: 28,
  },
  python: {
    layers: [debian, { name: 'python', megabytes: 19 }],
    renewedEveryDays: 21,
  },
  cuda: {
    layers: [
      { name: 'ubuntu', megabytes: 31 },
      { name: 'cuda', megabytes: 530 },
      { name: 'cudnn', megabytes: 690 },
      { name: 'python', megabytes: 19 },
    ],
    renewedEveryDays: 60,
  },
  ffmpeg: {
    layers: [
      debian,
      { name: 'codecs', megabytes: 212 },
      { name: 'ffmpeg', megabytes: 88 },
    ],
    renewedEveryDays: 40,
  },
} satisfies Record<string, BaseImageDefinition>;
