import Button, { ButtonProps } from '@material-ui/core/Button';
import { forwardRef } from 'react';
import { joinClasses } from '../../theme';
import { useActionStyles } from './useActionStyles';

/** A button of the design: sentence case, 32 px, visible focus, no movement. */
export const ActionButton = forwardRef<HTMLButtonElement, ButtonProps>(
  (props, ref) => {
    const classes = useActionStyles();
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
