import { escapeMarkdown } from '../text/escapeMarkdown';
import { PolicyChange, wantedPolicy } from './PullPolicyOptions';
import { PullPolicyResult } from './setPullPolicy';

function list(texts: readonly string[]): string {
  return texts.map(text => `- ${text}`).join('\n');
}

function wasText({ before }: PolicyChange): string {
  return before === undefined ? 'not set' : escapeMarkdown(before);
}

/** Why containers were left as they are; each a sentence. */
export function policyWarnings(result: PullPolicyResult): string[] {
  return [
    ...result.changes
      .filter(({ whyNot }) => whyNot !== undefined)
      .map(
        ({ container, whyNot }) => `${container} stays as it is: ${whyNot}.`,
      ),
    ...result.notes,
  ];
}

/** The body of a pull request that sets the policy, or why there is none. */
export function policySummary(
  workload: { kind: string; name: string },
  result: PullPolicyResult,
): string {
  const name = `${escapeMarkdown(workload.kind)}/${escapeMarkdown(
    workload.name,
  )}`;
  const set = result.changes.filter(({ isSet }) => isSet);
  const warnings = policyWarnings(result).map(escapeMarkdown);
  const left =
    warnings.length > 0 ? [`## What stays\n\n${list(warnings)}\n`] : [];
  if (set.length === 0) {
    const why =
      warnings.length > 0
        ? 'No container may be changed.'
        : `No container that was asked for has another policy than ${wantedPolicy}.`;
    return [`Nothing of ${name} was changed. ${why}\n`, ...left].join('\n');
  }
  const undo = set.map(change =>
    change.before === undefined
      ? `take the line out again for ${escapeMarkdown(change.container)}`
      : `write ${escapeMarkdown(change.before)} again for ${escapeMarkdown(
          change.container,
        )}`,
  );
  return [
    `## What changes\n\nContainers of ${name} get \`imagePullPolicy: ${wantedPolicy}\`: the node asks the registry only for images that it does not have.\n\n${list(
      set.map(
        change =>
          `${escapeMarkdown(change.container)} in ${escapeMarkdown(
            change.file,
          )} (was ${wasText(change)})`,
      ),
    )}\n`,
    `## Expected effect\n\nStarts on nodes that have the image do not wait for the registry any more, also when it is slow or away. Starts on other nodes stay as they are. How many that are is shown on the Pull Performance tab as checked pulls.\n`,
    ...left,
    `## Risks\n\n${list([
      'If somebody pushes one of these tags again, nodes that have the old image keep starting it. Use digests, or forbid it in the registry.',
      'Pods without rights to the image may start it where it lies on the node (before Kubernetes 1.35).',
      'With the admission plugin AlwaysPullImages the policy stays Always, whatever the manifest says.',
    ])}\n`,
    `## How it is measured\n\nAfter the rollout, checked pulls on the tab become present ones. Record when it was rolled out: nothing on the pods tells it.\n`,
    `## Undo\n\nRevert this change: ${undo.join('; ')}.\n`,
  ].join('\n');
}
