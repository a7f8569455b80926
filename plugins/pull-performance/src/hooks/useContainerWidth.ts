import { RefCallback, useCallback, useRef, useState } from 'react';

/**
 * The width in pixels of the element that gets the returned ref: what is drawn
 * depends on the place it has, not on the window. Undefined until measured.
 */
export function useContainerWidth(): [
  RefCallback<HTMLElement>,
  number | undefined,
] {
  const [width, setWidth] = useState<number>();
  const observer = useRef<ResizeObserver>();
  const ref = useCallback((element: HTMLElement | null) => {
    observer.current?.disconnect();
    if (element && typeof ResizeObserver !== 'undefined') {
      observer.current = new ResizeObserver(([entry]) =>
        setWidth(Math.round(entry.contentRect.width)),
      );
      observer.current.observe(element);
    }
  }, []);
  return [ref, width];
}
