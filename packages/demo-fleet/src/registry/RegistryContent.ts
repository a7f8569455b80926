import { ImageDefinition, ServiceDefinition } from '../definitions/types';
import { imageRelease, isOwnImage } from '../simulation/imageReleases';
import { ReleaseTrain } from '../simulation/ReleaseTrain';
import { RepositoryContent } from './RepositoryContent';

const DAY_MS = 86_400_000;

/** A repository that gets its releases as time passes. */
class GrowingRepository {
  private begun = false;

  private constructor(
    private readonly service: ServiceDefinition,
    private readonly definition: ImageDefinition,
    private readonly content: RepositoryContent,
    private readonly train: ReleaseTrain,
    private nextDayMs: number,
  ) {}

  static create(options: {
    seed: number;
    service: ServiceDefinition;
    definition: ImageDefinition;
    startMs: number;
  }): GrowingRepository {
    const { service, definition, startMs } = options;
    return new GrowingRepository(
      service,
      definition,
      RepositoryContent.create(options),
      ReleaseTrain.create(options),
      Math.floor(startMs / DAY_MS) * DAY_MS,
    );
  }

  at(nowMs: number): RepositoryContent {
    const { service, definition, content, train } = this;
    if (!this.begun) {
      this.begun = true;
      content.add(imageRelease(service, definition, train.newest));
    }
    // An image of others has this one release.
    if (!isOwnImage(service, definition)) return content;
    while (this.nextDayMs <= nowMs) {
      for (const release of train.releasesOf(this.nextDayMs)) {
        content.add(release);
      }
      this.nextDayMs += DAY_MS;
    }
    return content;
  }
}

/**
 * All that the fleet's registry has: the images of every release since the simulation began, those
 * that clusters run and those that they do not run yet. It needs no simulation, as releases depend on the seed alone.
 */
export class RegistryContent {
  private constructor(
    private readonly repositories: ReadonlyMap<string, GrowingRepository>,
  ) {}

  /** @param options - `seed`, `startMs`: those of the clusters */
  static create(options: {
    seed: number;
    services: readonly ServiceDefinition[];
    startMs: number;
  }): RegistryContent {
    const { seed, services, startMs } = options;
    const repositories = new Map<string, GrowingRepository>();
    for (const service of services) {
      for (const { image: definition } of service.containers) {
        const { repository } = definition;
        if (repositories.has(repository)) continue;
        repositories.set(
          repository,
          GrowingRepository.create({ seed, service, definition, startMs }),
        );
      }
    }
    return new RegistryContent(repositories);
  }

  /** A repository up to a time, which must not go back; undefined when there is none of that name. */
  repository(name: string, nowMs: number): RepositoryContent | undefined {
    return this.repositories.get(name)?.at(nowMs);
  }
}
