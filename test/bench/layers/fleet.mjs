// A seeded fleet of images and nodes: bases and team layers that services share, dependencies that change now and then, an application that always does.
import { seededRandom } from '../lib/seededRandom.mjs';

export const LAYERS_PER_IMAGE = 12;
export const VERSIONS = 4;
export const IMAGES_PER_NODE = 50;
const CLUSTERS = 10;
const BASES = 40;
const SERVICES_PER_TEAM = 12;
/** Of the versions of a service, these have new dependencies. */
const NEW_DEPENDENCIES = new Set([2]);

/** A new string each time, as one that came from a database. */
function digestOf(kind, ...numbers) {
  const text = [kind, ...numbers].join('-');
  return `sha256:${Buffer.from(text).toString('hex').padStart(64, '0')}`;
}

/** Bytes that a digest always has: 0.1 to 60 MB. */
function bytesOf(digest) {
  const random = seededRandom(parseInt(digest.slice(-7), 16));
  return Math.round(1e5 + 6e7 * random() ** 3);
}

function layer(createdBy, ...name) {
  const digest = digestOf(...name);
  const compressedBytes = bytesOf(digest);
  return { digest, compressedBytes, format: 'gzip', createdBy };
}

export class LayerFleet {
  constructor({ services, nodes }) {
    this.services = services;
    this.nodes = nodes;
    const random = seededRandom(5);
    // Few bases have many services, as in real fleets.
    this.bases = Array.from({ length: services }, () =>
      Math.floor(BASES * random() ** 2),
    );
  }

  /** The facts of one version, as `ImageFacts` has them. */
  imageOf(service, version) {
    const base = this.bases[service];
    const team = Math.floor(service / SERVICES_PER_TEAM);
    const dependencies = [...NEW_DEPENDENCIES].filter(
      first => version >= first,
    ).length;
    return {
      digest: this.digestOf(service, version),
      platform: { os: 'linux', architecture: 'amd64' },
      manifestBytes: 3_000,
      configBytes: 8_000,
      layers: [
        ...[0, 1, 2, 3, 4].map(index =>
          layer('ADD rootfs /', 'b', base, index),
        ),
        ...[0, 1].map(index => layer(`RUN setup ${index}`, 't', team, index)),
        ...[0, 1, 2].map(index =>
          layer(`RUN install ${index}`, 'd', service, dependencies, index),
        ),
        ...[0, 1].map(index =>
          layer(`COPY part${index} /app`, 'a', service, version, index),
        ),
      ],
      history: [],
      lazyIndexes: [],
    };
  }

  digestOf(service, version) {
    return digestOf('i', service, version);
  }

  nodeOf(index) {
    return {
      cluster: `cluster-${index % CLUSTERS}`,
      node: `node-${Math.floor(index / CLUSTERS)}`,
    };
  }

  /** What a node holds: some services' newest or an earlier version, some already gone. */
  holdingsOf(index) {
    const random = seededRandom(1_000_003 + index);
    const held = new Map();
    while (held.size < IMAGES_PER_NODE) {
      const service = Math.floor(random() * this.services);
      const version = VERSIONS - 1 - Math.floor(VERSIONS * random() ** 2);
      const fromMs = Math.floor(random() * 1_000);
      const untilMs = random() < 0.2 ? fromMs + 500 : undefined;
      held.set(service * VERSIONS + version, {
        service,
        version,
        fromMs,
        untilMs,
      });
    }
    return [...held.values()];
  }
}
