import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import { Ref } from 'react';
import { BodyRow } from './BodyRow';
import { Column, Row } from './columns';
import { HeadCell } from './HeadCell';

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
  return (
    <Table size="small" aria-label={label} ref={tableRef}>
      <TableHead>
        <TableRow>
          {columns.map((column, index) => (
            <HeadCell
              key={column.title}
              column={column}
              isFirst={index === 0}
              sticky={stickyHead}
            />
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map(row => (
          <BodyRow key={row.key} columns={columns} row={row} />
        ))}
      </TableBody>
    </Table>
  );
}
