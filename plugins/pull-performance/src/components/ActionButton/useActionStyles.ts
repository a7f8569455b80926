import { makeStyles } from '@material-ui/core/styles';

/** How buttons, and links that look like buttons, are drawn. */
export const useActionStyles = makeStyles(
  theme => ({
    root: {
      minHeight: 32,
      padding: '0 14px',
      fontSize: 13,
      fontWeight: 500,
      lineHeight: 1.3,
      letterSpacing: 0,
      textTransform: 'none',
      transition: 'none',
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    text: { padding: '0 6px' },
  }),
  { name: 'PullPerformanceActionButton' },
);
