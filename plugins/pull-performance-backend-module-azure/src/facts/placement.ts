import { EphemeralPlacement, OsDisk } from '../inventory/machines';
import { VmLimits } from '../inventory/SkuCatalog';

/**
 * Where an ephemeral OS disk lies. Where nobody chose, Azure takes the cache if the size has one, else the temp disk or NVMe.
 *
 * Source: `DiffDiskSettings.placement` of Microsoft.Compute.
 */
export function placementOf(
  osDisk: OsDisk | undefined,
  limits: VmLimits | undefined,
): EphemeralPlacement | undefined {
  return osDisk?.placement ?? limits?.ephemeralPlacements[0];
}
