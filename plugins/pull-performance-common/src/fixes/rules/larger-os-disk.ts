import { plainName } from '../../score/evidence';
import {
  DiskLimit,
  FixCondition,
  NodeHealth,
  ServiceNode,
} from '../../schema/openapi';
import { formatBytes } from '../../units/bytes';
import { formatCount, formatShare } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import { missesTarget } from '../conditions/missesTarget';
import { sentence } from '../conditions/sentence';
import {
  alikeInWords,
  heldUp,
  limitsUnknown,
  nodesIn,
  notThrottled,
  poolName,
  raisesLimit,
} from '../conditions/slowDisks';
import { bestCandidate } from '../conditions/stateOf';
import { isAmount } from '../facts/amounts';
import { FixFacts, FixRule } from '../FixRule';

/** Both are helped: by space, or by the limits that grow with the size. */
const states: readonly NodeHealth[] = ['throttled', 'full'];

/**
 * Classes whose limits grow with each size. Those of Standard disks are the same up to 4 TiB (azure-docs, tables of disk sizes), which no OS disk has.
 */
const growing = /^Premium_/i;
const notGrowing = /^Standard/i;

/** A managed OS disk that is larger, and so has more space and higher limits, as long as the machine allows them. */
export const largerOsDisk: FixRule = {
  id: 'larger-os-disk',
  title: 'Larger OS disk',
  area: 'nodeDiskHealth',
  effort: {
    who: 'platform',
    what: 'A new node pool with larger OS disks, to which pods move.',
  },
  risks: [
    'Larger disks cost more, on each node of the pool.',
    'Above the limit of the machine a larger disk brings space only: compare the limits of both.',
    'Standard disks have the same limits in all usual sizes; they need another class.',
  ],
  how: 'Add a node pool with a larger OS disk (az aks nodepool add --node-osdisk-size), and move the pods there.',
  undo: 'Move the pods back to a pool with the smaller disks.',
  conditions: facts => best(facts).conditions,
  why(facts) {
    const { candidate, conditions } = best(facts);
    const [, held, other] = conditions;
    return sentence(
      held?.evidence,
      candidate && alikeInWords(candidate),
      other?.evidence,
    );
  },
};

function best(facts: FixFacts) {
  const ofAll = [
    missesTarget(facts, 'nodeDiskHealth'),
    condition(
      { id: 'held-up', what: 'Disks of nodes were throttled or full' },
      heldUp(facts, states),
    ),
  ];
  return (
    bestCandidate(nodesIn(facts, states), ({ node }) => [
      ...ofAll,
      conditionOf(node),
    ]) ?? { candidate: undefined, conditions: [...ofAll, conditionOf()] }
  );
}

function conditionOf(node?: ServiceNode): FixCondition {
  return condition(
    { id: 'larger-helps', what: 'A larger disk gives what is missing' },
    largerHelps(node),
  );
}

function largerHelps(node: ServiceNode | undefined): Finding {
  if (!node?.disk || node.disk.kind === 'unknown') {
    return unknown(
      (node?.health === 'unknown' ? node.reason : undefined) ?? {
        code: 'disk-kind-unknown',
        what: 'What kind of disk its nodes have is unknown',
        why: 'No source describes the disks of the nodes that ran it.',
        next: 'Configure the Azure module; see docs/azure.md.',
      },
    );
  }
  return node.health === 'full' ? moreSpace(node) : higherLimit(node);
}

function moreSpace({ disk, ...node }: ServiceNode): Finding {
  const used = isAmount(disk?.usedShare)
    ? ` used up to ${formatShare(disk.usedShare)}`
    : ' nearly full';
  const size = isAmount(disk?.sizeBytes)
    ? `, ${formatBytes(disk.sizeBytes)},`
    : '';
  return disk?.kind === 'managed'
    ? met(`A managed disk${size} was${used}; it can be larger`)
    : unknown({
        code: 'ephemeral-size',
        what: `Whether ${poolName(node)} could have a larger disk is unknown`,
        why: 'The size of an ephemeral disk ends with the cache or the temp disk of the machine.',
        next: 'Compare the sizes of machines, or take a managed disk.',
      });
}

/** Either another managed disk of this machine is known to allow more, or the disk itself, and not the machine, sets the limit. */
function higherLimit(node: ServiceNode): Finding {
  const { disk } = node;
  const choices = (disk?.alternatives ?? [])
    .slice(0, 20)
    .filter(({ kind }) => kind === 'managed')
    .map(choice => raisesLimit(node, choice));
  const raised = choices.find(({ state }) => state === 'met');
  if (raised) {
    return raised;
  }
  return disk?.kind === 'managed'
    ? diskSetsLimit(node)
    : choices[0] ?? unknown(limitsUnknown(node));
}

function diskSetsLimit(node: ServiceNode): Finding {
  const { disk, pulling } = node;
  const by = pulling.throttledBy;
  if (!disk || by === undefined) {
    return unknown(notThrottled(node));
  }
  if (by !== 'iops' && by !== 'bandwidth') {
    return unknown({
      code: 'limit-not-known-that-binds',
      what: `Which limit holds ${poolName(node)} up is unknown`,
      why: 'Requests wait, but neither operations nor bytes are at their limit.',
      next: 'Compare the disks of this size of machine.',
    });
  }
  const figureOf = ({ iops, bytesPerSecond }: DiskLimit) =>
    by === 'iops' ? iops : bytesPerSecond;
  const ofDisk = disk.limits.find(
    ({ boundBy }) => disk.name && boundBy.startsWith(disk.name),
  );
  const others = disk.limits.filter(limit => limit !== ofDisk).map(figureOf);
  const own = ofDisk && figureOf(ofDisk);
  const machine = Math.min(...others.filter(one => isAmount(one)));
  if (!isAmount(own) || !Number.isFinite(machine)) {
    return unknown(limitsUnknown(node));
  }
  const inUnit = (figure: number) =>
    by === 'iops' ? `${formatCount(figure)} IOPS` : `${formatBytes(figure)}/s`;
  const name = plainName(disk.name ?? '', 40);
  const text = `${name} allows ${inUnit(own)}, the machine ${inUnit(machine)}`;
  if (machine <= own) {
    return unmet(`${text}: a larger disk brings no more`);
  }
  const tier = disk.tier ?? '';
  if (notGrowing.test(tier)) {
    return unmet(
      `${text}, but disks of ${plainName(
        tier,
        30,
      )} have the same limits in all usual sizes`,
    );
  }
  return growing.test(tier) ? met(text) : unknown(limitsUnknown(node));
}
