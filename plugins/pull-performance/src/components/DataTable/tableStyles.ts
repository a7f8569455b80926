import { makeStyles } from '@material-ui/core/styles';
import { pullColors, visuallyHidden } from '../../theme';
import { SCROLL_WIDTH } from '../ScrollArea';

/** Styles of a table's heads and rows. */
export const useTableStyles = makeStyles(
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
      nested: { paddingLeft: 28 },
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
      sort: {
        display: 'inline-flex',
        alignItems: 'flex-end',
        justifyContent: 'flex-end',
        minHeight: 24,
        padding: 0,
        border: 0,
        font: 'inherit',
        textAlign: 'inherit',
        color: 'inherit',
        background: 'none',
        cursor: 'pointer',
        '&:focus-visible': {
          outline: `2px solid ${theme.palette.primary.main}`,
          outlineOffset: 2,
        },
      },
      sorted: { fontWeight: 700, color: theme.palette.text.primary },
      sortIcon: { flex: 'none', fontSize: 14, marginLeft: 2 },
      details: { backgroundColor: colors.soft },
      // Stays in sight while a wide table scrolls below it.
      detailsBody: {
        position: 'sticky',
        left: 10,
        boxSizing: 'border-box',
        width: `min(110ch, var(${SCROLL_WIDTH}, 100%) - 20px)`,
        padding: '4px 0 6px 18px',
        overflowWrap: 'anywhere',
      },
    };
  },
  { name: 'PullPerformanceTable' },
);
