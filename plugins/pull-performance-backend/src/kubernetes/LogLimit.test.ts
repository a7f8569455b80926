import { LogLimit } from './LogLimit';

describe('LogLimit', () => {
  it('takes so many lines in a time, and more when it has passed', () => {
    let nowMs = 0;
    const limit = LogLimit.create({
      maxLines: 2,
      withinMs: 10,
      now: () => nowMs,
    });
    const taken: number[] = [];
    for (; nowMs < 25; nowMs += 1) {
      if (limit.takes()) taken.push(nowMs);
    }
    expect(taken).toEqual([0, 1, 10, 11, 20, 21]);
  });
});
