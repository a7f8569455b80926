import { groupPath } from '../inventory/ClusterInventory';
import { MachineDisk } from './MachineDisks';
import { Measuring, Samples } from './measuring';
import { samplesOf } from './samples';

const namespace = 'Microsoft.Compute/virtualMachines';

/** A machine outside of scale sets costs a call of its own. Resource Manager refills 25 calls a second for all who read with one identity. */
export const mostMachines = 50;

/**
 * Measures virtual machines that are in no uniform scale set: node auto-provisioning, pools of type VirtualMachines, availability sets. At most 50 in a
 * refresh; of more, those whose last turn is longest ago, so that all come round.
 */
export class VirtualMachineTurns {
  #lastTurns = new Map<string, number>();
  #turn = 0;

  private constructor() {}

  static create(): VirtualMachineTurns {
    return new VirtualMachineTurns();
  }

  async read(measuring: Measuring): Promise<Samples> {
    const samples: Samples = new Map();
    const all = measuring.nodes.virtualMachines;
    const chosen = this.#choose([...all.keys()]);
    if (chosen.length < all.size) {
      measuring.found.machinesInTurns(chosen.length, all.size);
    }
    await Promise.all(
      chosen.map(async key => {
        const { name, node } = all.get(key)!;
        const disk = measuring.disks.ofVirtualMachine(name, node);
        try {
          const ofNode = await readMachine(name, { measuring, disk });
          if (ofNode.length > 0) samples.set(node.name, ofNode);
        } catch (error) {
          measuring.request.signal.throwIfAborted();
          measuring.found.failed(`the virtual machine ${name}`, error);
        }
      }),
    );
    return samples;
  }

  #choose(keys: readonly string[]): string[] {
    this.#turn += 1;
    const lastTurn = (key: string) => this.#lastTurns.get(key) ?? 0;
    const chosen = [...keys]
      .sort((a, b) => lastTurn(a) - lastTurn(b))
      .slice(0, mostMachines);
    // Machines that are gone are forgotten.
    this.#lastTurns = new Map(keys.map(key => [key, lastTurn(key)]));
    for (const key of chosen) this.#lastTurns.set(key, this.#turn);
    return chosen;
  }
}

async function readMachine(
  name: string,
  options: { measuring: Measuring; disk: MachineDisk },
) {
  const { measuring, disk } = options;
  const { cluster, nodeResourceGroup, found, request } = measuring;
  const group = groupPath(cluster.config.subscriptionId, nodeResourceGroup);
  const reading = await cluster.metrics.read({
    resourceId: `${group}/providers/${namespace}/${encodeURIComponent(name)}`,
    namespace,
    family: disk.vmSize,
    metrics: disk.metrics,
    fromMs: request.fromMs,
    toMs: request.toMs,
    signal: request.signal,
  });
  found.add(`the virtual machine ${name}`, reading);
  const samples = samplesOf(
    new Map(reading.series.map(({ key, points }) => [key, points])),
    disk.measured,
  );
  found.measured({
    measured: samples.length > 0 ? 1 : 0,
    nodes: 1,
    vmSize: disk.vmSize,
  });
  return samples;
}
