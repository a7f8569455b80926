import { isMapping, textIn } from '../layout/manifestFiles';

/** A container of a manifest, and where it stands. */
export interface ManifestContainer {
  name: string;
  image?: string;
  pullPolicy?: string;
  path: (string | number)[];
}

const podSpecPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};
const usualPodSpecPath = ['spec', 'template', 'spec'];

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isMapping(inner) ? inner[key] : undefined),
    value,
  );
}

/** The containers of a workload's manifest, with those that initialize. */
export function podContainers(
  manifest: Record<string, unknown>,
): ManifestContainer[] {
  const kind = textIn(manifest, 'kind') ?? '';
  const podSpecPath = Object.hasOwn(podSpecPaths, kind)
    ? podSpecPaths[kind]
    : usualPodSpecPath;
  return ['initContainers', 'containers'].flatMap(key => {
    const list = at(manifest, [...podSpecPath, key]);
    return (Array.isArray(list) ? list : []).flatMap((item, index) => {
      const name = textIn(item, 'name');
      return name === undefined
        ? []
        : [
            {
              name,
              image: textIn(item, 'image'),
              pullPolicy: textIn(item, 'imagePullPolicy'),
              path: [...podSpecPath, key, index],
            },
          ];
    });
  });
}
