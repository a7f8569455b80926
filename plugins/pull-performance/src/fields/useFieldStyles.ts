import { makeStyles } from '@material-ui/core/styles';
import { pullColors } from '../theme';

/** How the fields look, beside those of the scaffolder. */
export const useFieldStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      set: {
        margin: '16px 0 8px',
        padding: 0,
        border: 0,
        minWidth: 0,
        fontFamily: theme.typography.fontFamily,
      },
      legend: {
        padding: 0,
        fontSize: 16,
        fontWeight: 500,
        color: theme.palette.text.primary,
      },
      text: { margin: '2px 0 6px', fontSize: 13, color: colors.secondText },
      option: {
        display: 'flex',
        gap: 10,
        alignItems: 'flex-start',
        padding: '6px 0',
        fontSize: 14,
        cursor: 'pointer',
        overflowWrap: 'anywhere',
        '& input': {
          flex: 'none',
          width: 18,
          height: 18,
          margin: '1px 0 0',
          accentColor: theme.palette.primary.main,
        },
        '& input:focus-visible': {
          outline: `2px solid ${theme.palette.primary.main}`,
          outlineOffset: 2,
        },
      },
      impossible: {
        cursor: 'not-allowed',
        color: colors.secondText,
        '& input': { opacity: 0.5 },
      },
      words: { minWidth: 0 },
      second: { display: 'block', fontSize: 12.5, color: colors.secondText },
      row: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'flex-end',
        gap: 10,
      },
      grows: { flex: '1 1 280px' },
    };
  },
  { name: 'PullPerformanceField' },
);
