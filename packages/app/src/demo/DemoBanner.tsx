import { useState } from 'react';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import IconButton from '@material-ui/core/IconButton';
import Link from '@material-ui/core/Link';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CloseIcon from '@material-ui/icons/Close';

const CONNECTING_URL =
  'https://github.com/pull-performance/backstage-pull-performance/blob/main/docs/demo.md#clusters-of-your-own';
const HIDDEN_KEY = 'demo-banner-hidden';

const useStyles = makeStyles(
  theme => {
    const light = theme.palette.type === 'light';
    return {
      // In the page's flow, so that it covers nothing, and in sight while the page scrolls.
      root: {
        position: 'sticky',
        top: 0,
        zIndex: theme.zIndex.appBar - 1,
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'space-between',
        gap: theme.spacing(1),
        padding: theme.spacing(0.5, 1, 0.5, 2.5),
        color: light ? '#4a3500' : '#ffe9a8',
        backgroundColor: light ? '#fff3cd' : '#3d3213',
        borderBottom: `1px solid ${light ? '#e0c36a' : '#6b5a24'}`,
        '@media print': { position: 'static' },
      },
      code: { fontFamily: 'monospace', overflowWrap: 'anywhere' },
      link: { color: 'inherit', textDecoration: 'underline' },
    };
  },
  { name: 'DemoBanner' },
);

/** Storage may be forbidden: then the banner comes again with the next page. */
function readHidden(): boolean {
  try {
    return window.sessionStorage.getItem(HIDDEN_KEY) !== null;
  } catch {
    return false;
  }
}

function saveHidden() {
  try {
    window.sessionStorage.setItem(HIDDEN_KEY, 'true');
  } catch {
    // It is hidden on this page.
  }
}

/**
 * Says that the clusters are simulated, above every page, while the demo fleet
 * runs. Can be hidden until the browser's tab is closed.
 */
export function DemoBanner() {
  const classes = useStyles();
  const config = useApi(configApiRef);
  const [hidden, setHidden] = useState(readHidden);
  const running = config.getOptionalBoolean('pullPerformance.demo.running');
  if (!running || hidden) {
    return null;
  }
  return (
    <aside className={classes.root} aria-label="Demo fleet">
      <Typography variant="body2">
        <strong>Demo fleet: these clusters are simulated.</strong> For your own:{' '}
        <code className={classes.code}>
          KUBECONFIG=~/.kube/config npm start
        </code>{' '}
        (
        <Link
          className={classes.link}
          href={CONNECTING_URL}
          target="_blank"
          rel="noopener"
        >
          more ways to connect a cluster
        </Link>
        )
      </Typography>
      <IconButton
        size="small"
        color="inherit"
        aria-label="Hide until this tab is closed"
        onClick={() => {
          saveHidden();
          setHidden(true);
        }}
      >
        <CloseIcon fontSize="small" />
      </IconButton>
    </aside>
  );
}
