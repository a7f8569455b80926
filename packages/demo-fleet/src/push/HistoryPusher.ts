import { FleetState } from '../FleetState';
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

/** Pushes what happened before somebody watched: the oldest first, and each slice once. */
export class HistoryPusher {
  private readonly summary: PushSummary = { records: 0, requests: 0 };

  private constructor(
    private readonly options: {
      reader: HistoryReader;
      client: Pick<OtlpClient, 'send'>;
      state: Pick<FleetState, 'pushedUntil'>;
      fromMs: number;
      signal: AbortSignal;
    },
  ) {}

  static create(options: HistoryPusher['options']): HistoryPusher {
    return new HistoryPusher(options);
  }

  /**
   * Pushes up to now.
   *
   * @throws what the client throws
   */
  async run(): Promise<PushSummary> {
    const { reader, state, signal } = this.options;
    let sending: Promise<unknown> = Promise.resolve();
    let atMs = this.options.fromMs;
    while (atMs < Date.now() - NEAR_MS) {
      const untilMs = Math.min(atMs + SLICE_MS, Date.now());
      // The next slice is made while the last one is on its way.
      const slices = reader.readUntil(untilMs);
      const failure = await sending;
      if (failure) throw failure;
      signal.throwIfAborted();
      sending = this.send(slices)
        .then(() => state.pushedUntil(untilMs))
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
