import { InputError } from '@backstage/errors';
import {
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSettings,
  Toleration,
} from 'backstage-plugin-pull-performance-common';
import { expectFew, expectForm } from './kubernetesForms';
import { PrepullOptions } from './PrepullOptions';

const MAX_ITEMS = 50;

const operators = new Set([
  'In',
  'NotIn',
  'Exists',
  'DoesNotExist',
  'Gt',
  'Lt',
]);
const tolerationOperators = new Set(['Exists', 'Equal']);
const effects = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

function expectOneOf(known: Set<string>, text: string, what: string): void {
  if (!known.has(text)) {
    throw new InputError(
      `${what} ${JSON.stringify(text.slice(0, 100))} is none of ${[
        ...known,
      ].join(', ')}.`,
    );
  }
}

function requirement(given: NodeSelectorRequirement): NodeSelectorRequirement {
  const { key, operator, values = [] } = given;
  expectForm('a key of a label', key, 'The key of an affinity to nodes');
  expectOneOf(operators, operator, 'The operator of an affinity to nodes');
  expectFew(values, MAX_ITEMS, 'values in an affinity to nodes');
  values.forEach(value =>
    expectForm(
      'a value of a label',
      value,
      'The value of an affinity to nodes',
    ),
  );
  return { key, operator, ...(values.length > 0 && { values: [...values] }) };
}

function toleration(given: Toleration): Toleration {
  const { key, operator, value, effect, tolerationSeconds } = given;
  if (key) {
    expectForm('a key of a label', key, 'The key of a toleration');
  }
  if (value) {
    expectForm('a value of a label', value, 'The value of a toleration');
  }
  if (operator) {
    expectOneOf(tolerationOperators, operator, 'The operator of a toleration');
  }
  if (effect) {
    expectOneOf(effects, effect, 'The effect of a toleration');
  }
  const seconds =
    effect === 'NoExecute' && Number.isSafeInteger(tolerationSeconds)
      ? tolerationSeconds
      : undefined;
  return {
    ...(key && { key }),
    ...(operator && { operator }),
    ...(value && { value }),
    ...(effect && { effect }),
    ...(seconds !== undefined && { tolerationSeconds: seconds }),
  };
}

function oneOf(key: string, values: Iterable<string>): NodeSelectorTerm {
  const sorted = [...new Set(values)].sort();
  return {
    matchExpressions:
      sorted.length === 0
        ? []
        : [requirement({ key, operator: 'In', values: sorted })],
  };
}

/** Pools are told apart by one label or another: one term for each of these labels. */
function poolTerms(pools: NonNullable<PrepullOptions['pools']>) {
  const valuesOf = new Map<string, string[]>();
  for (const { label, value } of pools) {
    valuesOf.set(label, [...(valuesOf.get(label) ?? []), value]);
  }
  return [...valuesOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, values]) => oneOf(label, values));
}

/** The terms that hold where one of each list holds; an empty list restricts nothing. */
function allOf(...lists: (readonly NodeSelectorTerm[])[]): NodeSelectorTerm[] {
  return lists
    .filter(list => list.length > 0)
    .reduce<NodeSelectorTerm[]>(
      (terms, list) =>
        terms.flatMap(term =>
          list.map(({ matchExpressions }) => ({
            matchExpressions: [...term.matchExpressions, ...matchExpressions],
          })),
        ),
      [{ matchExpressions: [] }],
    )
    .filter(({ matchExpressions }) => matchExpressions.length > 0);
}

function nodeSelector(settings: Partial<PodSettings>): Record<string, string> {
  const given = Object.entries(settings.nodeSelector ?? {});
  expectFew(given, MAX_ITEMS, 'labels in the node selector');
  for (const [key, value] of given) {
    expectForm('a key of a label', key, 'The key of a node selector');
    expectForm('a value of a label', value, 'The value of a node selector');
  }
  const selector = new Map(given);
  if ((selector.get('kubernetes.io/os') ?? 'linux') !== 'linux') {
    throw new InputError(
      'The workload selects nodes that do not run Linux; the pre-pull works on Linux nodes only.',
    );
  }
  selector.set('kubernetes.io/os', 'linux');
  return Object.fromEntries([...selector].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Where the pods run: on the nodes on which the workload's own may run, as far as they are of the chosen pools, zones and architectures.
 *
 * @throws InputError when a value has no form that Kubernetes accepts, there are too many, or only Windows nodes are meant
 */
export function nodePlacement(options: PrepullOptions) {
  const { settings = {}, pools = [], zones = [], platforms = [] } = options;
  const { nodeAffinity = [], tolerations = [] } = settings;
  expectFew(pools, MAX_ITEMS, 'pools');
  expectFew(zones, MAX_ITEMS, 'zones');
  expectFew(platforms, MAX_ITEMS, 'platforms');
  expectFew(nodeAffinity, MAX_ITEMS, 'terms of the affinity to nodes');
  expectFew(tolerations, MAX_ITEMS, 'tolerations');
  const architectures = platforms
    .filter(({ os }) => os === 'linux')
    .map(({ architecture }) => architecture);
  const own = nodeAffinity
    .map(({ matchExpressions }) => {
      expectFew(matchExpressions, MAX_ITEMS, 'rules in an affinity to nodes');
      return { matchExpressions: matchExpressions.map(requirement) };
    })
    // What is left of a term about the names of nodes.
    .filter(({ matchExpressions }) => matchExpressions.length > 0);
  const terms = allOf(
    own,
    poolTerms(pools),
    [oneOf('topology.kubernetes.io/zone', zones)],
    [oneOf('kubernetes.io/arch', architectures)],
  );
  expectFew(terms, MAX_ITEMS, 'terms of the affinity to nodes');
  return {
    nodeSelector: nodeSelector(settings),
    ...(terms.length > 0 && {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: terms,
          },
        },
      },
    }),
    ...(tolerations.length > 0 && { tolerations: tolerations.map(toleration) }),
  };
}
