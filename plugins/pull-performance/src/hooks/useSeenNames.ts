import { useRef } from 'react';

/** All names that can be chosen: an answer about one names only that one, so names that were seen before stay. */
export function useSeenNames(
  names: string[],
  chosen: string | undefined,
): string[] {
  const seen = useRef(new Set<string>());
  for (const name of names) {
    seen.current.add(name);
  }
  if (chosen) {
    seen.current.add(chosen);
  }
  return [...seen.current].sort();
}
