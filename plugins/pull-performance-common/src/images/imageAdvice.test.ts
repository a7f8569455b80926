import { imageFacts } from './__testUtils__/images';
import { Neighbours } from './advice/AdviceRule';
import { packageCache } from './advice/packageCache';
import { imageAdvice } from './imageAdvice';
import { ImageFacts } from './facts';

function advise(versions: ImageFacts[], neighbours?: Neighbours) {
  return imageAdvice({ image: versions.at(-1)!, versions, neighbours });
}

describe('a changing layer above unchanged ones', () => {
  const version = (number: number, appBytes = 60e6, base = 'base') =>
    imageFacts(`v${number}`, {
      [base]: [10e6, 'ADD rootfs.tar /'],
      deps: [90e6, 'RUN /bin/sh -c npm ci && npm cache clean --force'],
      [`app${number}`]: [appBytes, 'COPY . /app # buildkit'],
    });

  it('is named with its bytes after three versions', () => {
    expect(advise([version(1), version(2), version(3)])).toEqual([
      {
        code: 'changing-layer-above-unchanged',
        what: 'COPY . /app brings 60 MB anew with each version',
        why: 'In all 2 changes that were compared everything below it stayed; only the content of this layer differed.',
        next: 'Move what seldom changes (dependencies, assets, models) into an instruction of its own before it.',
        layerDigest: 'app3',
        bytes: 60e6,
      },
    ]);
  });

  it('is nothing to speak of when it is small, or changed once, or the base did too', () => {
    const small = [1, 2, 3].map(number => version(number, 49e6));
    expect(advise(small)).toEqual([]);
    expect(advise([version(1), version(2)])).toEqual([]);
    expect(
      advise([version(1), version(2), version(3, 60e6, 'new base')]),
    ).toEqual([]);
  });

  it('blames the instruction that makes builders run a large one again', () => {
    const wrongOrder = [1, 2, 3].map(number =>
      imageFacts(`v${number}`, {
        base: [10e6, 'ADD rootfs.tar /'],
        [`app${number}`]: [1e6, 'COPY . /app # buildkit'],
        [`deps${number}`]: [
          90e6,
          'RUN /bin/sh -c npm ci && npm cache clean --force # buildkit',
        ],
      }),
    );
    expect(advise(wrongOrder)).toMatchObject([
      {
        code: 'changing-layer-above-unchanged',
        what: 'RUN npm ci && npm cache clean --force brings 90 MB anew with each version',
        why: 'COPY . /app below it changed in all 2 changes that were compared; builders make what follows again.',
        layerDigest: 'deps3',
      },
    ]);
  });
});

describe('package caches', () => {
  const find = (createdBy: string, more?: Partial<ImageFacts>) => {
    const layers = { base: 9e6, x: [40e6, createdBy] as [number, string] };
    const image = imageFacts('x', layers, more);
    return packageCache.find({ image, versions: [image] });
  };

  it.each([
    ['apt-get update && apt-get install -y curl', '/var/lib/apt/lists'],
    [
      'set -eux; DEBIAN_FRONTEND=x apt-get -qq update; apt-get -y upgrade',
      'apt',
    ],
    ['apk add --update curl', '/var/cache/apk'],
    ['pip install -r requirements.txt', '~/.cache/pip'],
    ['cd /app && /usr/bin/python3.12 -m pip --quiet install flask', 'pip'],
    ['npm ci --omit=dev', '~/.npm'],
    ['npm --prefix web install', '~/.npm'],
    ['if [ -f yarn.lock ]; then yarn --frozen-lockfile; fi', 'cache of yarn'],
    ['yarn install', 'cache of yarn'],
    ['yum -y install java', '/var/cache'],
    ['microdnf install java', '/var/cache'],
    ['zypper --non-interactive in java', '/var/cache/zypp'],
  ])('may be left by %p', (command, left) => {
    for (const createdBy of [
      `RUN /bin/sh -c ${command} # buildkit`,
      `/bin/sh -c ${command}`,
      `RUN ${command}`,
    ]) {
      expect(find(createdBy)).toEqual([
        expect.objectContaining({
          code: 'package-cache',
          what: expect.stringMatching(/^A layer of 40 MB may have left .*/),
          layerDigest: 'x',
          bytes: 40e6,
        }),
      ]);
      expect(find(createdBy)[0].what).toContain(left);
    }
  });

  it.each([
    'apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*',
    'apt-get update && apt-get install -y x && rm -rf /var/lib/{apt,dpkg}/',
    'apt-get update && apt-get install -y x && apt-get distclean',
    'apt-get install -y curl',
    'apk add --no-cache curl',
    'apk add --update curl && rm -rf /var/cache/apk/*',
    'pip install --no-cache-dir flask',
    'pip install flask && rm -rf ~/.cache',
    'PIP_NO_CACHE_DIR=1 pip install flask',
    'npm ci && npm cache clean --force',
    'npm ci && rm -rf /root/.npm',
    'npm ci && rm -rf /root',
    'npm run ci',
    'npm run build',
    'yarn && yarn cache clean',
    'yarn build',
    'dnf install -y x && dnf clean all',
    'yum install -y x && rm -rf /var/cache/yum',
    'zypper in -y x && zypper clean --all',
    '--mount=type=cache,target=/var/lib/apt apt-get update',
    'echo apt-get update',
    'apt-get update && <<EOF (rm -rf...)',
    './install.sh',
  ])('are not claimed of %p', command => {
    expect(find(`RUN /bin/sh -c ${command} # buildkit`)).toEqual([]);
  });

  it('are not claimed of a small layer, of the base, or where they are switched off', () => {
    const createdBy = 'RUN /bin/sh -c pip install flask # buildkit';
    const layers = { x: [4e6, createdBy] as [number, string] };
    const image = imageFacts('x', layers);
    expect(packageCache.find({ image, versions: [image] })).toEqual([]);
    const [advice] = find(createdBy);
    expect(advice.why).toBe(
      'RUN pip install flask does not clean up in the same instruction. If it used a cache mount, which images do not tell, nothing is left.',
    );
    const base = { layers: 2, compressedBytes: 1, sharedWithServices: 3 };
    const large = imageFacts('x', { base: 9e6, x: [40e6, createdBy] });
    expect(
      packageCache.find({ image: large, versions: [large], base }),
    ).toEqual([]);
    const history = [{ createdBy: 'ENV PIP_NO_CACHE_DIR=1' }];
    expect(find(createdBy, { history })).toEqual([]);
  });

  it('are looked for in long texts without endless backtracking', () => {
    const words = ['apt-get ', 'npm ', '-a ', 'x ', 'update ', 'rm ', '--x '];
    for (const first of ['', 'npm ', 'yarn ', 'pip ', 'x=']) {
      for (const word of words) {
        const command = first + word.repeat(2_000).slice(0, 8_000);
        expect(find(`RUN /bin/sh -c ${command}`).length).toBeLessThan(2);
      }
    }
  });
});

describe('a base that nobody shares', () => {
  const image = imageFacts(
    'x',
    { base: 80e6, app: 9e6 },
    { baseName: 'example.com/own:1' },
  );
  const alone: Neighbours = {
    services: 12,
    withLowestLayer: 0,
    lowestLayerOnNodes: { known: 4, present: [0] },
  };

  it('is named', () => {
    expect(advise([image], alone)).toEqual([
      {
        code: 'base-not-shared',
        what: 'No neighbour has its base (example.com/own:1), 80 MB or more',
        why: 'None of 12 other services in its clusters has its lowest layer, so new nodes fetch it for this service alone.',
        next: 'Build on the base, at the same digest, that most services of these clusters use.',
        layerDigest: 'base',
        bytes: 80e6,
      },
    ]);
  });

  it.each<[string, Partial<Neighbours>]>([
    ['a service shares it', { withLowestLayer: 1 }],
    ['hardly anybody is there', { services: 1 }],
    ['a node has it', { lowestLayerOnNodes: { known: 4, present: [1] } }],
    ['nodes are unknown', { lowestLayerOnNodes: { known: 0, present: [0] } }],
  ])('is no advice when %s', (_, more) => {
    expect(advise([image], { ...alone, ...more })).toEqual([]);
  });

  it('is no advice for a small base or a single layer', () => {
    const small = imageFacts('x', { base: 8e6, app: 90e6 });
    expect(advise([small], alone)).toEqual([]);
    expect(advise([imageFacts('x', { all: 90e6 })], alone)).toEqual([]);
    expect(advise([image])).toEqual([]);
  });
});

describe('a single huge layer', () => {
  it('is named with its share', () => {
    const image = imageFacts('x', {
      base: 50e6,
      model: [450e6, 'COPY model /model'],
    });
    expect(advise([image])).toEqual([
      {
        code: 'single-huge-layer',
        what: 'One layer holds 450 MB, 90\u202f% of the image',
        why: 'COPY model /model made it. Layers are fetched beside each other, but one layer is not split.',
        next: 'Split its content over several instructions, what changes least first, or leave out what the container does not need.',
        layerDigest: 'model',
        bytes: 450e6,
      },
    ]);
  });

  it('is not one among equals, nor a small one', () => {
    expect(advise([imageFacts('x', { a: 300e6, b: 290e6, c: 20e6 })])).toEqual(
      [],
    );
    expect(advise([imageFacts('x', { a: 199e6 })])).toEqual([]);
    expect(advise([imageFacts('x', {})])).toEqual([]);
  });
});

it('gives no more advice than people read, what concerns most first', () => {
  const layers = Object.fromEntries(
    Array.from({ length: 50 }, (_, index): [string, [number, string]] => [
      `l${index}`,
      [10e6 + index, 'RUN /bin/sh -c npm ci'],
    ]),
  );
  const found = advise([imageFacts('x', layers)]);
  expect(found).toHaveLength(10);
  expect(found[0].bytes).toBe(10e6 + 49);
});
