import { plainName } from '../../score/evidence';
import { DiskChoice, FixCondition, ServiceNode } from '../../schema/openapi';
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
  poolName,
  raisesLimit,
} from '../conditions/slowDisks';
import { bestCandidate } from '../conditions/stateOf';
import { FixFacts, FixRule } from '../FixRule';

/** A disk on the machine's own storage, where it allows more of what throttles the disk now. */
export const ephemeralOsDisk: FixRule = {
  id: 'ephemeral-os-disk',
  title: 'Ephemeral OS disk',
  area: 'nodeDiskHealth',
  effort: {
    who: 'platform',
    what: 'A new node pool, to which pods move; the kind of OS disk cannot be changed afterwards.',
  },
  risks: [
    'What lies on the OS disk is lost when the node is stopped or moved: images and emptyDir volumes.',
    'An ephemeral disk may allow fewer bytes per second than the disk now: compare both limits.',
    'It must fit into the cache or the temp disk of the machine, so the OS disk may become smaller.',
  ],
  how: 'Add a node pool of the same size of machine with an ephemeral OS disk (az aks nodepool add --node-osdisk-type Ephemeral), and move the pods there.',
  undo: 'Move the pods back to a pool with managed disks.',
  conditions: facts => best(facts).conditions,
  why(facts) {
    const { candidate, conditions } = best(facts);
    const evidence = (id: string) =>
      conditions.find(one => one.id === id)?.evidence;
    return sentence(
      evidence('throttled'),
      candidate && alikeInWords(candidate),
      evidence('higher-limit'),
    );
  },
};

function best(facts: FixFacts) {
  const ofAll = [
    missesTarget(facts, 'nodeDiskHealth'),
    condition(
      { id: 'throttled', what: 'Disks of nodes were throttled' },
      heldUp(facts, ['throttled']),
    ),
  ];
  return (
    bestCandidate(nodesIn(facts, ['throttled']), ({ node }) => [
      ...ofAll,
      ...conditionsOf(node),
    ]) ?? { candidate: undefined, conditions: [...ofAll, ...conditionsOf()] }
  );
}

function conditionsOf(node?: ServiceNode): FixCondition[] {
  return [
    condition(
      { id: 'not-ephemeral', what: 'The OS disk is not ephemeral yet' },
      notEphemeral(node),
    ),
    condition(
      { id: 'offered', what: 'The size of machine offers an ephemeral disk' },
      offered(node),
    ),
    condition(
      { id: 'higher-limit', what: 'It allows more of what throttles' },
      higherLimit(node),
    ),
  ];
}

function choicesOf(node: ServiceNode | undefined): DiskChoice[] {
  return (node?.disk?.alternatives ?? [])
    .slice(0, 20)
    .filter(({ kind }) => kind === 'ephemeral');
}

function notEphemeral(node: ServiceNode | undefined): Finding {
  const kind = node?.disk?.kind ?? 'unknown';
  if (!node || kind === 'unknown') {
    return unknown(noDisk(node));
  }
  const name = plainName(node.disk?.name ?? '', 40);
  const which = `${name ? ` (${name})` : ''} in ${poolName(node)}`;
  return kind === 'managed'
    ? met(`Managed disks${which}`)
    : unmet(`Ephemeral disks${which} already`);
}

function offered(node: ServiceNode | undefined): Finding {
  const all = node?.disk?.alternatives ?? [];
  const [first] = choicesOf(node);
  if (!node || all.length === 0) {
    return unknown(node ? limitsUnknown(node) : noDisk(node));
  }
  return first
    ? met(
        `Machines of ${poolName(node)} could have ${plainName(first.name, 40)}`,
      )
    : unmet(`Machines of ${poolName(node)} have no ephemeral disk`);
}

/** Of several places for an ephemeral disk the one that raises the limit. */
function higherLimit(node: ServiceNode | undefined): Finding {
  const findings = choicesOf(node).map(choice =>
    node ? raisesLimit(node, choice) : unknown(noDisk(node)),
  );
  return (
    findings.find(({ state }) => state === 'met') ??
    findings.find(({ state }) => state === 'unknown') ??
    findings[0] ??
    unknown(node ? limitsUnknown(node) : noDisk(node))
  );
}

function noDisk(node: ServiceNode | undefined) {
  return (
    (node?.health === 'unknown' ? node.reason : undefined) ?? {
      code: 'disk-kind-unknown',
      what: 'What kind of disk its nodes have is unknown',
      why: 'No source describes the disks of the nodes that ran it.',
      next: 'Configure the Azure module; see docs/azure.md.',
    }
  );
}
