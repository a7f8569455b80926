import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ConfiguredLimit } from './types';

const megabyte = 1e6;

/** @throws InputError that names the key that is wrong */
export function readLimits(config: Config, key: string): ConfiguredLimit[] {
  const entries = config.getOptionalConfigArray('limits') ?? [];
  return entries.map((entry, index) =>
    readLimit(entry, `${key}.limits[${index}]`),
  );
}

function readLimit(config: Config, key: string): ConfiguredLimit {
  const nodePools = config.getOptionalStringArray('nodePools');
  if (nodePools?.length === 0) {
    throw new InputError(
      `${key}.nodePools must name a node pool; leave it out for all nodes`,
    );
  }
  const name = config.getString('name');
  const iops = readFigure(config, key, 'iops');
  const megabytes = readFigure(config, key, 'megabytesPerSecond');
  if (iops === undefined && megabytes === undefined) {
    throw new InputError(`${key} must have iops or megabytesPerSecond`);
  }
  const bytesPerSecond =
    megabytes === undefined ? undefined : megabytes * megabyte;
  return { nodePools, name, iops, bytesPerSecond };
}

function readFigure(
  config: Config,
  key: string,
  name: string,
): number | undefined {
  const figure = config.getOptionalNumber(name);
  if (figure !== undefined && !(figure > 0 && Number.isFinite(figure))) {
    throw new InputError(`${key}.${name} must be a number above 0`);
  }
  return figure;
}
