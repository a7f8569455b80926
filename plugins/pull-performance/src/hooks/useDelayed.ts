import { useEffect, useState } from 'react';

/** Whether something has been going on for so long that it should be shown. */
export function useDelayed(active: boolean, milliseconds: number): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    setPassed(false);
    if (!active) {
      return undefined;
    }
    const timer = setTimeout(() => setPassed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [active, milliseconds]);
  return active && passed;
}
