import FileCopyOutlined from '@material-ui/icons/FileCopyOutlined';
import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ActionButton } from '../ActionButton';

const CONFIRMED_MILLISECONDS = 3000;

/** Copies a text and says that it did. */
export function CopyButton(props: {
  text: string;
  label: string;
  variant?: 'contained' | 'outlined' | 'text';
}) {
  const t = usePullTranslation();
  const [{ value, error }, copy] = useCopyToClipboard();
  const [copies, setCopies] = useState(0);
  const [confirmed, setConfirmed] = useState(false);
  useEffect(() => {
    if (copies === 0) {
      return undefined;
    }
    setConfirmed(true);
    const timer = setTimeout(() => setConfirmed(false), CONFIRMED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [copies]);
  return (
    <ActionButton
      variant={props.variant}
      startIcon={<FileCopyOutlined fontSize="inherit" aria-hidden />}
      onClick={() => {
        copy(props.text);
        setCopies(previous => previous + 1);
      }}
    >
      <span aria-live="polite">
        {confirmed && value === props.text && !error
          ? t('copied')
          : props.label}
      </span>
    </ActionButton>
  );
}
