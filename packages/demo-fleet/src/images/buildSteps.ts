import { baseImages } from '../definitions/baseImages';
import {
  Architecture,
  BaseImageDefinition,
  BuildStep,
  ImageDefinition,
} from '../definitions/types';
import { Layer } from '../simulation/images';
import { Release } from '../simulation/ReleaseTrain';
import { createdByBuildKit, createdByDocker } from './createdBy';
import { digestFrom, shareOf } from './digest';

const DAY_MS = 86_400_000;
const MEGABYTE = 1e6;
/** No two builds are equally large: they differ by up to this share. */
const SPREAD = 0.01;

export type Compression = NonNullable<ImageDefinition['compression']>;

/** A layer of an image, with what its manifest and its configuration say of it. */
export interface BuiltLayer extends Layer {
  /** Of its uncompressed content. */
  diffId: string;
  compression: Compression;
}

/** What an instruction left behind. */
export interface BuiltStep {
  /** As the Dockerfile has it. */
  instruction: string;
  createdBy: string;
  createdAtMs: number;
  /** By BuildKit, else by the builder before it. */
  buildKit: boolean;
  layer?: BuiltLayer;
}

/** Where an instruction comes from. */
interface Origin {
  isBase: boolean;
  compression: Compression;
  atMs: number;
}

const bases: ReadonlyMap<string, BaseImageDefinition> = new Map(
  Object.entries(baseImages),
);

/** @throws Error when no base image has that name */
export function baseOf({ base }: ImageDefinition): BaseImageDefinition {
  const found = bases.get(base);
  if (!found) throw new Error(`No base image is named ${base}`);
  return found;
}

/** What is current of something that is renewed now and then. */
export function editionAt(
  { renewedEveryDays }: { renewedEveryDays: number },
  atMs: number,
): { number: number; sinceMs: number } {
  const everyMs = renewedEveryDays * DAY_MS;
  const number = Math.floor(atMs / everyMs);
  return { number, sinceMs: number * everyMs };
}

/**
 * Builds an image for one architecture: what each instruction leaves behind, bottom first. The same
 * seed, definition and release always give the same layers. As with the cache of a builder a step
 * gives the same layer again as long as neither it nor anything below it has changed.
 */
export function buildSteps(options: {
  seed: number;
  definition: ImageDefinition;
  release: Release;
  architecture: Architecture;
}): BuiltStep[] {
  const { seed, definition, release, architecture } = options;
  const { compression = 'gzip', format = 'oci', repository } = definition;
  const base = baseOf(definition);
  const baseEdition = editionAt(base, release.atMs);
  const { distribution } = base;
  const distributionEdition = editionAt(distribution, baseEdition.sinceMs);
  const ofBase = compression === 'estargz' ? compression : 'gzip';
  let below = digestFrom(seed, 'platform', architecture, ofBase);

  const build = (
    step: BuildStep,
    origin: Origin,
    ...edition: (string | number)[]
  ): BuiltStep => {
    const instruction = step.instruction.replaceAll('{arch}', architecture);
    const digest = digestFrom('layer', below, instruction, ...edition);
    if (step.megabytes !== undefined) below = digest;
    const buildKit = origin.isBase || format === 'oci';
    const spread = 1 + SPREAD * (2 * shareOf(digest) - 1);
    return {
      instruction,
      createdBy: buildKit
        ? createdByBuildKit(instruction)
        : createdByDocker(instruction, digest),
      createdAtMs: origin.atMs,
      buildKit,
      layer:
        step.megabytes === undefined
          ? undefined
          : {
              digest,
              compressedBytes: Math.round(step.megabytes * MEGABYTE * spread),
              diffId: digestFrom('uncompressed', digest),
              compression: origin.compression,
            },
    };
  };

  const inBase = (atMs: number): Origin => ({
    isBase: true,
    compression: ofBase,
    atMs,
  });
  const own: Origin = { isBase: false, compression, atMs: release.atMs };
  return [
    build(
      distribution.step,
      inBase(distributionEdition.sinceMs),
      distributionEdition.number,
    ),
    ...base.steps.map(step =>
      build(
        step,
        inBase(baseEdition.sinceMs),
        definition.base,
        baseEdition.number,
      ),
    ),
    ...definition.steps.map((step, index) =>
      build(
        step,
        own,
        repository,
        index,
        step.changesEvery ? Math.floor(release.number / step.changesEvery) : 0,
      ),
    ),
  ];
}
