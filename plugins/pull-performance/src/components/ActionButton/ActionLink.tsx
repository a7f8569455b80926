import { LinkButton } from '@backstage/core-components';
import { ReactNode } from 'react';
import { joinClasses } from '../../theme';
import { useActionStyles } from './useActionStyles';

/** A link that looks like a button, since what it opens does something. */
export function ActionLink(props: {
  to: string;
  variant: 'contained' | 'outlined';
  icon: ReactNode;
  /** What a reader hears; it begins with what is seen. */
  label: string;
  className?: string;
  children: ReactNode;
}) {
  const classes = useActionStyles();
  return (
    <LinkButton
      to={props.to}
      color="primary"
      variant={props.variant}
      startIcon={props.icon}
      aria-label={props.label}
      // Material UI makes a button of everything that it draws as one.
      role="link"
      disableRipple
      disableElevation
      className={joinClasses(classes.root, props.className)}
    >
      {props.children}
    </LinkButton>
  );
}
