import AddCircleOutline from '@material-ui/icons/AddCircleOutline';
import { FixSummary } from 'backstage-plugin-pull-performance-common';
import { useTemplateForm } from '../../fixes/templateForm';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ActionLink } from '../ActionButton';

/** Opens the form of a fix's template, filled in; nothing when it cannot be opened. */
export function TemplateButton(props: {
  fix: Pick<FixSummary, 'title' | 'template' | 'values'>;
  variant: 'contained' | 'outlined';
  className?: string;
}) {
  const { fix, variant, className } = props;
  const t = usePullTranslation();
  const path = useTemplateForm(fix);
  if (!path) {
    return null;
  }
  return (
    <ActionLink
      to={path}
      variant={variant}
      className={className}
      icon={<AddCircleOutline fontSize="inherit" aria-hidden />}
      label={`${t('fixes.openTemplate')}: ${fix.title}`}
    >
      {t('fixes.openTemplate')}
    </ActionLink>
  );
}
