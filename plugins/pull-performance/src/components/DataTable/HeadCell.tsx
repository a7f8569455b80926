import TableCell from '@material-ui/core/TableCell';
import ArrowDownward from '@material-ui/icons/ArrowDownward';
import { joinClasses } from '../../theme';
import { Column } from './columns';
import { useTableStyles } from './tableStyles';

/** The head of a column; where rows can be sorted by it, a button. */
export function HeadCell(props: {
  column: Column;
  isFirst: boolean;
  sticky?: boolean;
}) {
  const { column, isFirst, sticky } = props;
  const { title, hint, kind, titleHidden, sort, axis } = column;
  const classes = useTableStyles();
  return (
    <TableCell
      scope="col"
      title={hint}
      aria-sort={sort && (sort.active ? 'descending' : 'none')}
      className={joinClasses(
        classes.cell,
        classes.head,
        isFirst && classes.sticky,
        sticky && classes.stickyHead,
        sticky && isFirst && classes.corner,
        kind && classes[kind],
      )}
    >
      {titleHidden && <span className={classes.hidden}>{title}</span>}
      {!titleHidden && !sort && title}
      {sort && (
        <button
          type="button"
          className={joinClasses(classes.sort, sort.active && classes.sorted)}
          onClick={sort.choose}
        >
          {title}
          {sort.active && (
            <ArrowDownward className={classes.sortIcon} aria-hidden />
          )}
        </button>
      )}
      {axis}
    </TableCell>
  );
}
