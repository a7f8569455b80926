/** Lets everybody who wants the same thing at the same time wait for one making of it. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();

  private constructor() {}

  static create<T>(): SingleFlight<T> {
    return new SingleFlight();
  }

  /**
   * Joins the flight of a key, or starts it.
   *
   * @param signal - ends the waiting of this caller only: others may wait for the same
   */
  async run(
    key: string,
    make: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    let flight = this.flights.get(key);
    if (!flight) {
      flight = make().finally(() => this.flights.delete(key));
      this.flights.set(key, flight);
    }
    return untilAborted(flight, signal);
  }
}

/** The same, but rejects at once when a signal is aborted. */
export async function untilAborted<T>(
  promise: Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
