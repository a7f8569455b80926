const DECIMAL = /^\d{1,30}$/;

/** True when a cluster's history went back, as after restoring etcd. Versions that are no numbers cannot be compared. */
export function isOlder(version: string, than: string): boolean {
  return (
    DECIMAL.test(version) &&
    DECIMAL.test(than) &&
    BigInt(version) < BigInt(than)
  );
}

/**
 * Makes the bookmark that the API server does not send for events.
 *
 * @remarks
 * Events bypass the API server's watch cache, so a quiet watch tells no version, and after
 * some minutes etcd has forgotten the last one. This asks for the cluster's current version
 * while the watch is open. Whatever happened before that arrives on the open watch; so once
 * the watch has stayed open for the settle time and then ended as it should, reading can go
 * on from there. Asking also shows that the API server lives, which a quiet watch through
 * a proxy does not.
 */
export class VersionProbe {
  private timer?: NodeJS.Timeout;
  private found?: { version: string; atMs: number };

  private constructor(
    private readonly settleMs: number,
    private readonly readVersion: () => Promise<string>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Asks once, after a delay. */
  static start(options: {
    afterMs: number;
    settleMs: number;
    readVersion: () => Promise<string>;
    onError: (error: unknown) => void;
  }): VersionProbe {
    const { afterMs, settleMs, readVersion, onError } = options;
    const probe = new VersionProbe(settleMs, readVersion, onError);
    probe.timer = setTimeout(() => probe.read(), afterMs);
    return probe;
  }

  /** A line of the watch arrived: its own version is newer, or as good. */
  forget(): void {
    this.found = undefined;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** The version to go on from, when the watch has just ended as it should. */
  settledVersion(): string | undefined {
    return this.found && performance.now() - this.found.atMs >= this.settleMs
      ? this.found.version
      : undefined;
  }

  private async read(): Promise<void> {
    try {
      const version = await this.readVersion();
      this.found = { version, atMs: performance.now() };
    } catch (error) {
      this.onError(error);
    }
  }
}
