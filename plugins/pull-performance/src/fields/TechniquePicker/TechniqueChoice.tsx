import { useId } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses } from '../../theme';
import { useFieldStyles } from '../useFieldStyles';

/** One technique to choose. One that is impossible can be reached and read, but not chosen. */
export function TechniqueChoice(props: {
  name: string;
  value: string;
  title: string;
  /** What to know of it. */
  words?: string[];
  /** Why it cannot be chosen. */
  refusal?: string;
  chosen: boolean;
  choose: () => void;
}) {
  const { name, value, title, words = [], refusal, chosen, choose } = props;
  const classes = useFieldStyles();
  const t = usePullTranslation();
  const id = useId();
  const lines = refusal
    ? [t('form.technique.impossible', { reason: refusal })]
    : words;
  return (
    <div className={joinClasses(classes.option, refusal && classes.impossible)}>
      <input
        type="radio"
        id={id}
        name={name}
        value={value}
        checked={chosen}
        aria-disabled={refusal !== undefined}
        aria-describedby={`${id}-words`}
        onChange={() => {
          if (!refusal) {
            choose();
          }
        }}
      />
      <div className={classes.words}>
        <label htmlFor={id}>{title}</label>
        <div id={`${id}-words`}>
          {lines.map(line => (
            <span key={line} className={classes.second}>
              {line}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
