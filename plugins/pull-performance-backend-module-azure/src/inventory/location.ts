import { JsonObject, textOf } from '../arm/json';

/** The region of a resource: `westeurope`. It goes into filters, so it must be no more than a name. */
export function locationOf(resource: JsonObject): string | undefined {
  const location = textOf(resource.location)?.toLowerCase().replaceAll(' ', '');
  return location && /^[a-z0-9]{1,64}$/.test(location) ? location : undefined;
}
