import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until an answer is as wanted, and returns it; fails with the last answer when that takes longer than any machine needs. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  withinMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let answer = await ask();
  while (!isWanted(answer)) {
    if (Date.now() > deadline) {
      throw new Error(`Never came true: ${what}; ${JSON.stringify(answer)}`);
    }
    await sleep(5);
    answer = await ask();
  }
  return answer;
}
