import { makeStyles } from '@material-ui/core/styles';
import { ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { joinClasses } from '../../theme';

/** The most height of a `taller` place, in pixels. */
export const TALLER_PIXELS = 600;

/** The CSS variable with the width of the place, for what shall not be wider than what one sees of a table. */
export const SCROLL_WIDTH = '--pull-performance-scroll-width';

const useStyles = makeStyles(
  theme => ({
    root: {
      position: 'relative',
      overflowX: 'auto',
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    tall: { maxHeight: 420, overflowY: 'auto' },
    taller: { maxHeight: TALLER_PIXELS, overflowY: 'auto' },
  }),
  { name: 'PullPerformanceScrollArea' },
);

/** What is wider or higher than its place scrolls in it, also by keyboard. */
export function ScrollArea(props: {
  label: string;
  /** Limits the height. */
  limit?: 'tall' | 'taller';
  /** What the place holds: when it changes, it is measured again. */
  content: unknown;
  /** Gets the place, for what follows its scrolling. */
  areaRef?: (element: HTMLDivElement | null) => void;
  children: ReactNode;
}) {
  const { label, limit, content, areaRef, children } = props;
  const classes = useStyles();
  const [scrolls, setScrolls] = useState(false);
  const [observe, width] = useContainerWidth();
  const element = useRef<HTMLDivElement>();
  const ref = useCallback(
    (next: HTMLDivElement | null) => {
      element.current = next ?? undefined;
      observe(next);
      areaRef?.(next);
    },
    [observe, areaRef],
  );
  useEffect(() => {
    if (width !== undefined) {
      element.current?.style.setProperty(SCROLL_WIDTH, `${width}px`);
    }
  }, [width]);
  // What scrolls must be reachable by keyboard, and only that.
  useEffect(() => {
    const place = element.current;
    setScrolls(
      place !== undefined &&
        (place.scrollWidth > place.clientWidth ||
          place.scrollHeight > place.clientHeight),
    );
  }, [width, content]);
  return (
    <div
      ref={ref}
      className={joinClasses(classes.root, limit && classes[limit])}
      role={scrolls ? 'group' : undefined}
      aria-label={scrolls ? label : undefined}
      tabIndex={scrolls ? 0 : undefined}
    >
      {children}
    </div>
  );
}
