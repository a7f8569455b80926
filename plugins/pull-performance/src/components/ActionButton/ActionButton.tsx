import Button, { ButtonProps } from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { forwardRef } from 'react';
import { joinClasses } from '../../theme';

const useStyles = makeStyles(
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

/** A button of the design: sentence case, 32 px, visible focus, no movement. */
export const ActionButton = forwardRef<HTMLButtonElement, ButtonProps>(
  (props, ref) => {
    const classes = useStyles();
    const { className, variant = 'text', ...rest } = props;
    return (
      <Button
        {...rest}
        ref={ref}
        color="primary"
        variant={variant}
        disableRipple
        disableElevation
        className={joinClasses(
          classes.root,
          variant === 'text' && classes.text,
          className,
        )}
      />
    );
  },
);
ActionButton.displayName = 'ActionButton';
