import TextField from '@material-ui/core/TextField';
import { parseImageReference } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { ActionButton } from '../../components/ActionButton';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useFieldStyles } from '../useFieldStyles';

/** Takes an image that nothing offers. */
export function AddImage(props: {
  id: string;
  chosen: string[];
  add: (image: string) => void;
}) {
  const { id, chosen, add } = props;
  const classes = useFieldStyles();
  const t = usePullTranslation();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const take = () => {
    const image = text.trim();
    const valid = parseImageReference(image) !== undefined;
    setRefused(!valid);
    if (valid) {
      if (!chosen.includes(image)) {
        add(image);
      }
      setText('');
    }
  };
  return (
    <div className={classes.row}>
      <TextField
        id={`${id}-another`}
        className={classes.grows}
        label={t('form.images.add')}
        helperText={
          refused ? t('form.images.invalid') : t('form.images.addHint')
        }
        error={refused}
        value={text}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') {
            // It would send the whole form.
            event.preventDefault();
            take();
          }
        }}
      />
      <ActionButton variant="outlined" onClick={take}>
        {t('form.images.addButton')}
      </ActionButton>
    </div>
  );
}
