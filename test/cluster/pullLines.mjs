// Pulls as lines of text: equal lists are equal sets, doubles included.

const kindOf = {
  cold: 'pulled',
  warm: 'pulled',
  checked: 'pulled',
  present: 'present',
  failed: 'failed',
};

/** The kubelet's precision: 13 ms are 0.013 s here and 0.013000000000000001 s there. */
const milliseconds = seconds => `${Math.round(seconds * 1000)}ms`;

/** One line for each pull, of the portal or of `kubeletPulls`, in an order of its own. */
export function pullLines(pulls) {
  return pulls
    .map(({ kind, outcome, pod, container, node, image, ...figures }) => {
      const theKind = kind ?? kindOf[outcome];
      const numbers =
        theKind === 'pulled'
          ? [
              milliseconds(figures.waitSeconds),
              milliseconds(figures.pullSeconds),
              figures.imageBytes,
            ]
          : [];
      return [pod, container, node, theKind, image, ...numbers].join(' ');
    })
    .sort();
}
