import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { joinClasses, pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      scroll: {
        position: 'relative',
        overflowX: 'auto',
        '&:focus-visible': {
          outline: `2px solid ${theme.palette.primary.main}`,
          outlineOffset: 2,
        },
      },
      tall: { maxHeight: 420, overflowY: 'auto' },
      cell: {
        padding: '6px 10px',
        fontSize: 13,
        lineHeight: 1.3,
        textAlign: 'left',
        verticalAlign: 'top',
        color: theme.palette.text.primary,
        backgroundColor: theme.palette.background.paper,
        borderBottom: `1px solid ${colors.border}`,
        textTransform: 'none',
        fontVariantNumeric: 'tabular-nums',
        // Long names break, but a column never gets narrower than its words.
        overflowWrap: 'break-word',
        wordBreak: 'normal',
      },
      head: {
        fontSize: 12,
        fontWeight: 500,
        verticalAlign: 'bottom',
        color: colors.secondText,
      },
      first: { fontWeight: 500 },
      sticky: { position: 'sticky', left: 0, zIndex: 1 },
      number: { textAlign: 'right' },
      wide: { minWidth: 170, overflowWrap: 'anywhere' },
      keep: { whiteSpace: 'nowrap' },
    };
  },
  { name: 'PullPerformanceDataTable' },
);

/** A column of a table. */
export interface Column {
  title: string;
  kind?: 'number' | 'keep' | 'wide';
}

/** A row: its first cell names it. */
export interface Row {
  key: string;
  cells: ReactNode[];
}

/** A real table; where it is wider than its place it scrolls inside its card. */
export function DataTable(props: {
  label: string;
  columns: Column[];
  rows: Row[];
  /** Limits the height, for tables with a row per day. */
  tall?: boolean;
}) {
  const { label, columns, rows, tall } = props;
  const classes = useStyles();
  const [scrolls, setScrolls] = useState(false);
  const [observe, width] = useContainerWidth();
  const element = useRef<HTMLDivElement>();
  const ref = useCallback(
    (next: HTMLDivElement | null) => {
      element.current = next ?? undefined;
      observe(next);
    },
    [observe],
  );
  // What scrolls must be reachable by keyboard, and only that.
  useEffect(() => {
    const place = element.current;
    setScrolls(
      place !== undefined &&
        (place.scrollWidth > place.clientWidth ||
          place.scrollHeight > place.clientHeight),
    );
  }, [width, rows]);
  return (
    <div
      ref={ref}
      className={joinClasses(classes.scroll, tall && classes.tall)}
      role={scrolls ? 'group' : undefined}
      aria-label={scrolls ? label : undefined}
      tabIndex={scrolls ? 0 : undefined}
    >
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(({ title, kind }, index) => (
              <TableCell
                key={title}
                scope="col"
                className={joinClasses(
                  classes.cell,
                  classes.head,
                  index === 0 && classes.sticky,
                  kind && classes[kind],
                )}
              >
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ key, cells }) => (
            <TableRow key={key}>
              {cells.map((cell, index) => {
                const kind = columns[index]?.kind;
                return (
                  <TableCell
                    key={columns[index]?.title}
                    component={index === 0 ? 'th' : 'td'}
                    scope={index === 0 ? 'row' : undefined}
                    className={joinClasses(
                      classes.cell,
                      index === 0 && classes.first,
                      index === 0 && classes.sticky,
                      kind && classes[kind],
                    )}
                  >
                    {cell}
                  </TableCell>
                );
              })}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
