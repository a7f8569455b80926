import { Architecture } from '../definitions/types';
import { Blob, blobOf } from './Blob';
import { BuiltStep } from './buildSteps';
import { partsOf } from './createdBy';

/** RFC 3339, as images tell times. */
export function createdAt(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/** What a container is started with, out of the instructions. */
function runtimeOf(steps: readonly BuiltStep[]): object {
  const environment: string[] = [];
  const runtime: Record<string, unknown> = { Env: environment };
  for (const { instruction } of steps) {
    const { name, rest } = partsOf(instruction) ?? { name: '', rest: '' };
    switch (name) {
      case 'ENV':
        environment.push(rest);
        break;
      case 'WORKDIR':
        runtime.WorkingDir = rest;
        break;
      case 'USER':
        runtime.User = rest;
        break;
      case 'ENTRYPOINT':
        runtime.Entrypoint = JSON.parse(rest);
        // As builders do: a command of the base was meant for another entry point.
        delete runtime.Cmd;
        break;
      case 'CMD':
        runtime.Cmd = JSON.parse(rest);
        break;
      default:
    }
  }
  return runtime;
}

/** The configuration of an image for one platform (`config.md` of the OCI image specification; Docker's is the same). */
export function configurationOf(options: {
  mediaType: string;
  architecture: Architecture;
  steps: readonly BuiltStep[];
  createdAtMs: number;
  version: string;
}): Blob {
  const { mediaType, architecture, steps, createdAtMs, version } = options;
  return blobOf(mediaType, {
    architecture,
    os: 'linux',
    created: createdAt(createdAtMs),
    config: {
      ...runtimeOf(steps),
      Labels: { 'org.opencontainers.image.version': version },
    },
    rootfs: {
      type: 'layers',
      diff_ids: steps.flatMap(({ layer }) => layer?.diffId ?? []),
    },
    history: steps.map(step => ({
      created: createdAt(step.createdAtMs),
      created_by: step.createdBy,
      ...(step.buildKit && { comment: 'buildkit.dockerfile.v0' }),
      ...(!step.layer && { empty_layer: true }),
    })),
  });
}
