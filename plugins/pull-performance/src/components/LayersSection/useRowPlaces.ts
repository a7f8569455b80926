import {
  RefCallback,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

/** Where the rows of a table are, in pixels from its top. */
export interface RowPlaces {
  top: number;
  bottom: number;
  middles: number[];
}

/**
 * Finds the rows of the table that gets the returned ref, again whenever they
 * or its size change. Undefined until there is a place to measure.
 */
export function useRowPlaces(
  rows: unknown,
): [RefCallback<HTMLTableElement>, RowPlaces | undefined] {
  const [places, setPlaces] = useState<RowPlaces>();
  const table = useRef<HTMLTableElement | null>(null);
  const observer = useRef<ResizeObserver>();
  const measure = useCallback(() => setPlaces(placesOf(table.current)), []);
  const ref = useCallback(
    (element: HTMLTableElement | null) => {
      table.current = element;
      observer.current?.disconnect();
      if (element && typeof ResizeObserver !== 'undefined') {
        observer.current = new ResizeObserver(measure);
        observer.current.observe(element);
      }
    },
    [measure],
  );
  useLayoutEffect(measure, [measure, rows]);
  return [ref, places];
}

function placesOf(table: HTMLTableElement | null): RowPlaces | undefined {
  const body = table?.tBodies[0];
  if (!table || !body || table.offsetHeight === 0) {
    return undefined;
  }
  const start = table.getBoundingClientRect().top;
  const rows = [...body.rows].map(row => row.getBoundingClientRect());
  return {
    top: body.getBoundingClientRect().top - start,
    bottom: body.getBoundingClientRect().bottom - start,
    middles: rows.map(({ top, bottom }) => (top + bottom) / 2 - start),
  };
}
