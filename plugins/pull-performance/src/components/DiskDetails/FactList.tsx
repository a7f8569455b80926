import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { joinClasses, pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gridTemplateColumns: 'minmax(90px, max-content) minmax(0, 1fr)',
      columnGap: 16,
      rowGap: 6,
      margin: 0,
      fontSize: 13,
      '& dt': { color: pullColors(theme).secondText },
      '& dd': { margin: 0, minWidth: 0 },
      '& ul': { margin: 0, padding: 0, listStyle: 'none' },
    },
    // Each text below its name.
    stacked: {
      gridTemplateColumns: 'minmax(0, 1fr)',
      rowGap: 2,
      '& dd + dt': { marginTop: 8 },
    },
  }),
  { name: 'PullPerformanceFactList' },
);

/** What is known, each with its name; what is empty is left out. */
export function FactList(props: {
  facts: { name: string; text: ReactNode }[];
  /** For narrow places. */
  stacked?: boolean;
}) {
  const classes = useStyles();
  return (
    <dl className={joinClasses(classes.root, props.stacked && classes.stacked)}>
      {props.facts
        .filter(({ text }) => Boolean(text))
        .map(({ name, text }) => (
          <FactRow key={name} name={name} text={text} />
        ))}
    </dl>
  );
}

function FactRow(props: { name: string; text: ReactNode }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.text}</dd>
    </>
  );
}
