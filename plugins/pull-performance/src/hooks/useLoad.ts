import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { useCallback, useEffect, useRef, useState } from 'react';
import { PullPerformanceApi, pullPerformanceApiRef } from '../api';
import { LastAnswers } from './LastAnswers';

const REFRESH_MILLISECONDS = 60_000;

/** A question to the backend on its way, answered or failed. */
export interface Load<T> {
  /** The newest answer, which stays while a newer one is on its way. */
  value?: T;
  /** When that answer came. */
  loadedAt?: Date;
  loading: boolean;
  error?: Error;
  failedAt?: Date;
  retry(): void;
}

interface State<T> extends Omit<Load<T>, 'retry'> {
  key: string | undefined;
}

/**
 * Asks the backend, keeps the last answer while asking again, and asks again
 * every minute while the page is visible.
 *
 * @param key - names the question; another key is another question, and none
 *   asks nothing
 */
export function useLoad<T>(
  key: string | undefined,
  ask: (api: PullPerformanceApi) => Promise<T>,
): Load<T> {
  const api = useApi(pullPerformanceApiRef);
  const askRef = useRef(ask);
  askRef.current = ask;
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State<T>>(() => begin(api, key));

  useEffect(() => {
    if (key === undefined) {
      return undefined;
    }
    let current = true;
    setState(previous => ({
      ...begin<T>(api, key),
      error: previous.key === key ? previous.error : undefined,
      loading: true,
    }));
    askRef.current(api).then(
      value => {
        if (current) {
          const loadedAt = new Date();
          LastAnswers.of(api).set(key, { value, loadedAt });
          setState({ key, value, loadedAt, loading: false });
        }
      },
      error => {
        if (current) {
          setState({
            ...begin<T>(api, key),
            loading: false,
            error: toError(error),
            failedAt: new Date(),
          });
        }
      },
    );
    return () => {
      current = false;
    };
  }, [api, key, attempt]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') {
        setAttempt(previous => previous + 1);
      }
    }, REFRESH_MILLISECONDS);
    return () => clearInterval(timer);
  }, []);

  const retry = useCallback(() => {
    setState(previous => ({ ...previous, error: undefined, loading: true }));
    setAttempt(previous => previous + 1);
  }, []);

  // The answer to another question must not be shown, not even for one frame.
  const shown = state.key === key ? state : begin<T>(api, key);
  return { ...shown, retry };
}

function begin<T>(api: PullPerformanceApi, key: string | undefined): State<T> {
  if (key === undefined) {
    return { key, loading: false };
  }
  const last = LastAnswers.of(api).get<T>(key);
  return { key, loading: true, value: last?.value, loadedAt: last?.loadedAt };
}
