import { HistoryReader, HistorySlice } from './HistoryReader';
import { requestText } from './logRecord';
import { OtlpClient } from './OtlpClient';

const SLICE_MS = 12 * 3_600_000;
/** Whoever is this near to now is read from the API servers. */
const NEAR_MS = 30_000;
/** Of one request, before compression; a cluster's records are sent one request after the other. */
const MAX_RECORDS = 2_000;
const MAX_CHARACTERS = 8_000_000;

/** How much was pushed. */
export interface PushSummary {
  records: number;
  requests: number;
}

/** Pushes a part of what happened before somebody watched: the oldest first, and each slice once. */
export class HistoryPusher {
  private readonly summary: PushSummary = { records: 0, requests: 0 };

  private constructor(
    private readonly options: {
      reader: HistoryReader;
      client: Pick<OtlpClient, 'send'>;
      fromMs: number;
      /** Absent: up to now, whenever that is. */
      untilMs?: number;
      /** Hears up to when everything was taken. */
      onPushed: (untilMs: number) => Promise<void>;
      signal: AbortSignal;
    },
  ) {}

  static create(options: HistoryPusher['options']): HistoryPusher {
    return new HistoryPusher(options);
  }

  /**
   * Pushes it.
   *
   * @throws what the client throws
   */
  async run(): Promise<PushSummary> {
    const { reader, onPushed, signal } = this.options;
    const endMs = () => this.options.untilMs ?? Date.now();
    const nearMs = this.options.untilMs === undefined ? NEAR_MS : 0;
    let sending: Promise<unknown> = Promise.resolve();
    let atMs = this.options.fromMs;
    while (atMs < endMs() - nearMs) {
      const untilMs = Math.min(atMs + SLICE_MS, endMs());
      // The next slice is made while the last one is on its way.
      const slices = reader.readUntil(untilMs);
      const failure = await sending;
      if (failure) throw failure;
      signal.throwIfAborted();
      sending = this.send(slices)
        .then(() => onPushed(untilMs))
        .catch(error => error);
      atMs = untilMs;
    }
    const failure = await sending;
    if (failure) throw failure;
    return this.summary;
  }

  private async send(slices: readonly HistorySlice[]): Promise<void> {
    await Promise.all(
      slices.map(async ({ cluster, records }) => {
        for (const batch of batchesOf(records)) {
          await this.options.client.send(requestText(cluster, batch));
          this.summary.requests += 1;
          this.summary.records += batch.length;
        }
      }),
    );
  }
}

function* batchesOf(records: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const record of records) {
    const full =
      batch.length >= MAX_RECORDS ||
      characters + record.length > MAX_CHARACTERS;
    if (full && batch.length > 0) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(record);
    characters += record.length;
  }
  if (batch.length > 0) yield batch;
}
