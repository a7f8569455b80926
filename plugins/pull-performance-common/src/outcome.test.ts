import { FIXED_OVERHEAD_SECONDS, judgePulled } from './outcome';

describe('judgePulled', () => {
  it.each([
    ['a question about a present image', { pullSeconds: 0.047 }, 'checked'],
    [
      'exactly the overhead',
      { pullSeconds: FIXED_OVERHEAD_SECONDS },
      'checked',
    ],
    ['just more than the overhead', { pullSeconds: 1.001 }, 'cold'],
    [
      'a long queue before a question',
      { pullSeconds: 0.02, waitSeconds: 90 },
      'checked',
    ],
    ['an old kubelet that only knows the wait', { waitSeconds: 49.7 }, 'cold'],
    ['an old kubelet, quick', { waitSeconds: 0.3 }, 'checked'],
    ['no duration at all', {}, 'cold'],
    [
      'a slow registry with a measured overhead',
      { pullSeconds: 2.5, fixedOverheadSeconds: 3 },
      'checked',
    ],
  ] as const)('%s', (_, options, expected) => {
    expect(judgePulled(options)).toBe(expected);
  });
});
