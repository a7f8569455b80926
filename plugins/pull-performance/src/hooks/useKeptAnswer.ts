import { useRef } from 'react';
import { Load } from './useLoad';

/**
 * Keeps the answer before while another is on its way that is about the same: then what has the focus stays, as the head by which one sorts.
 *
 * @param about - what both answers are about
 */
export function useKeptAnswer<T>(load: Load<T>, about: string): Load<T> {
  const kept = useRef<{ about: string; value: T }>();
  if (load.value !== undefined) {
    kept.current = { about, value: load.value };
  }
  return load.value === undefined &&
    load.error === undefined &&
    kept.current?.about === about
    ? { ...load, value: kept.current.value }
    : load;
}
