/** What takes too long, as the reason of an abort. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** Gives work a signal that aborts after a time, and as soon as one of other signals does. */
export async function withDeadline<T>(
  options: { timeoutMs: number; signals: readonly (AbortSignal | undefined)[] },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { timeoutMs } = options;
  const signals = options.signals.filter(signal => signal !== undefined);
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new DeadlineError(`${timeoutMs / 1000} s`)),
    timeoutMs,
  );
  const endings = signals.map(signal => {
    const end = () => controller.abort(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    return () => signal.removeEventListener('abort', end);
  });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    endings.forEach(end => end());
  }
}
