import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { ReactNode, Ref } from 'react';
import { joinClasses, pullColors, visuallyHidden } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
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
      // Above the first column, which stays too.
      stickyHead: { position: 'sticky', top: 0, zIndex: 2 },
      corner: { zIndex: 3 },
      number: { textAlign: 'right' },
      // A figure and its unit stay together; only heads may break.
      unbroken: { whiteSpace: 'nowrap' },
      name: {
        '& > *': {
          display: 'inline-block',
          width: 'max-content',
          maxWidth: '28ch',
          overflowWrap: 'anywhere',
        },
      },
      wide: { minWidth: 170, overflowWrap: 'anywhere' },
      keep: {},
      fill: { width: '100%', minWidth: 200, maxWidth: 0 },
      hidden: visuallyHidden,
    };
  },
  { name: 'PullPerformanceTable' },
);

/** A column of a table. */
export interface Column {
  title: string;
  /** Shown when one points at the title: a name in full. */
  hint?: string;
  /**
   * Cells of `number` and `keep` never break. A `name` breaks only when it is long, a
   * `wide` text anywhere. `fill` takes the width that the others leave.
   */
  kind?: 'number' | 'keep' | 'name' | 'wide' | 'fill';
  /** The title is only read aloud, where the cells speak for themselves. */
  titleHidden?: boolean;
}

/** A row: its first cell names it. */
export interface Row {
  key: string;
  cells: ReactNode[];
}

/** The table alone, for a place that scrolls already. */
export function PlainTable(props: {
  label: string;
  columns: Column[];
  rows: Row[];
  tableRef?: Ref<HTMLTableElement>;
  /** The heads of the columns stay in sight. */
  stickyHead?: boolean;
}) {
  const { label, columns, rows, tableRef, stickyHead } = props;
  const classes = useStyles();
  return (
    <Table size="small" aria-label={label} ref={tableRef}>
      <TableHead>
        <TableRow>
          {columns.map(({ title, hint, kind, titleHidden }, index) => (
            <TableCell
              key={title}
              scope="col"
              title={hint}
              className={joinClasses(
                classes.cell,
                classes.head,
                index === 0 && classes.sticky,
                stickyHead && classes.stickyHead,
                stickyHead && index === 0 && classes.corner,
                kind && classes[kind],
              )}
            >
              {titleHidden ? (
                <span className={classes.hidden}>{title}</span>
              ) : (
                title
              )}
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
                  // Material-UI would make it a plain cell.
                  role={index === 0 ? 'rowheader' : 'cell'}
                  scope={index === 0 ? 'row' : undefined}
                  className={joinClasses(
                    classes.cell,
                    index === 0 && classes.first,
                    index === 0 && classes.sticky,
                    kind && classes[kind],
                    (kind === 'number' || kind === 'keep') && classes.unbroken,
                  )}
                >
                  {kind === 'name' ? <div>{cell}</div> : cell}
                </TableCell>
              );
            })}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
