import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import { joinClasses } from '../../theme';
import { Column, Row } from './columns';
import { useTableStyles } from './tableStyles';

/** A row, and its details below it while they are open. */
export function BodyRow(props: { columns: Column[]; row: Row }) {
  const { columns, row } = props;
  const { cells, nested, details } = row;
  const classes = useTableStyles();
  return (
    <>
      <TableRow>
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
                index === 0 && nested && classes.nested,
                kind && classes[kind],
                (kind === 'number' || kind === 'keep') && classes.unbroken,
              )}
            >
              {kind === 'name' ? <div>{cell}</div> : cell}
            </TableCell>
          );
        })}
      </TableRow>
      {details && (
        <TableRow id={details.id}>
          <TableCell
            colSpan={columns.length}
            className={joinClasses(classes.cell, classes.details)}
          >
            <div className={classes.detailsBody}>{details.body}</div>
          </TableCell>
        </TableRow>
      )}
    </>
  );
}
