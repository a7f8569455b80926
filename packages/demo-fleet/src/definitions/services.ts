import { batchServices } from './batchServices';
import { platformServices } from './platformServices';
import { shopServices } from './shopServices';
import { ServiceDefinition } from './types';

/** Every service of the fleet. */
export const services: readonly ServiceDefinition[] = [
  ...shopServices,
  ...batchServices,
  ...platformServices,
];
