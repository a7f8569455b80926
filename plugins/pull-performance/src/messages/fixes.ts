/** Texts of what could be done about the pulls of a service. */
export const fixesMessages = {
  title: 'What to do',
  note: 'best first',
  openTemplate: 'Open template',
  finding_one: '{{formatted}} fix applies to what was measured here.',
  finding_other: '{{formatted}} fixes apply to what was measured here.',
  findingUnknown_one:
    'Whether {{formatted}} more is of use cannot be told yet: something about it is unknown.',
  findingUnknown_other:
    'Whether {{formatted}} more are of use cannot be told yet: something about them is unknown.',
  findingOnlyUnknown_one:
    'No fix is known to apply; whether {{formatted}} is of use cannot be told yet, since something about it is unknown.',
  findingOnlyUnknown_other:
    'No fix is known to apply; whether {{formatted}} are of use cannot be told yet, since something about them is unknown.',
  findingNone: 'No fix is known to be of use here; below is why.',
  empty: 'No fix is known for what was measured here.',
  notPredicted:
    'Ordered by the grade of the area that a fix is about and by what was measured. What a fix would save is not predicted yet; after it is applied, the time before and after is shown below.',
  applies: 'Fixes that apply',
  unknown: 'Could be of use',
  next: 'What to do:',
  useless_one: '{{formatted}} fix is of no use here',
  useless_other: '{{formatted}} fixes are of no use here',
  effort: 'Effort',
  who: {
    service: 'Your team',
    platform: 'Platform team',
  },
  conditions: 'What must be so',
  condition: {
    met: 'Met',
    unmet: 'Not met',
    unknown: 'Unknown',
  },
  how: 'How',
  copyCommand: 'Copy command',
  risks: 'Risks',
  undo: 'How to undo',
} as const;
