import { storageApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useState } from 'react';
import useObservable from 'react-use/esm/useObservable';

const KEY = 'showAllAsTables';

/** Whether the user wants tables instead of charts, remembered for them. */
export function useShowTables(): [boolean, (show: boolean) => void] {
  const bucket = useApi(storageApiRef).forBucket('pull-performance');
  const [observable] = useState(() => bucket.observe$<boolean>(KEY));
  const snapshot = useObservable(observable, bucket.snapshot<boolean>(KEY));
  const show = snapshot?.presence === 'present' && snapshot.value === true;
  const change = useCallback(
    (value: boolean) => {
      bucket.set(KEY, value);
    },
    [bucket],
  );
  return [show, change];
}

/**
 * Whether one chart is shown as a table: as all are, until its own button is
 * pressed.
 */
export function useTableToggle(all: boolean): [boolean, () => void] {
  const [own, setOwn] = useState<{ all: boolean; shown: boolean }>();
  const shown = own && own.all === all ? own.shown : all;
  return [shown, () => setOwn({ all, shown: !shown })];
}
