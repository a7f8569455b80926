import GetApp from '@material-ui/icons/GetApp';
import { WrittenFile } from '../../fixes/writtenFiles';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ActionButton } from '../ActionButton';

/** Gives a file to the browser to keep, under its name without folders. */
export function DownloadFile(props: { file: WrittenFile }) {
  const { path, content = '' } = props.file;
  const t = usePullTranslation();
  return (
    <ActionButton
      variant="outlined"
      startIcon={<GetApp fontSize="inherit" aria-hidden />}
      onClick={() => {
        const url = URL.createObjectURL(
          new Blob([content], { type: 'text/plain;charset=utf-8' }),
        );
        const link = document.createElement('a');
        link.href = url;
        link.download = path.split('/').pop() ?? path;
        link.click();
        URL.revokeObjectURL(url);
      }}
    >
      {t('form.outputs.download', { path })}
    </ActionButton>
  );
}
