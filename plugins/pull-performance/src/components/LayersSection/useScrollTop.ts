import { useEffect, useState } from 'react';

/** How far a place is scrolled down, in pixels. */
export function useScrollTop(area: HTMLElement | undefined): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    if (!area) {
      return undefined;
    }
    const follow = () => setTop(area.scrollTop);
    follow();
    area.addEventListener('scroll', follow, { passive: true });
    return () => area.removeEventListener('scroll', follow);
  }, [area]);
  return top;
}
