import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so; fails with what was last seen when it takes longer than any machine needs. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false,
  show: () => unknown = look,
): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    await sleep(5);
  }
  throw new Error(`Never came true: ${what}; ${JSON.stringify(show())}`);
}
