import { ScrollArea } from '../ScrollArea';
import { Column, Row } from './columns';
import { PlainTable } from './PlainTable';

/** A real table; where it is wider than its place it scrolls inside its card. */
export function DataTable(props: {
  label: string;
  columns: Column[];
  rows: Row[];
  /** Limits the height, for tables with a row per day. */
  tall?: boolean;
}) {
  const { label, columns, rows, tall } = props;
  return (
    <ScrollArea label={label} limit={tall ? 'tall' : undefined} content={rows}>
      <PlainTable label={label} columns={columns} rows={rows} />
    </ScrollArea>
  );
}
