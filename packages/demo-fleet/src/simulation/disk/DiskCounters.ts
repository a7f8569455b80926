/** What a kernel counts of a disk from its start on; also how much of it comes in each second. */
export interface DiskCounters {
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly reads: number;
  readonly writes: number;
  /** Time that requests waited or were served, all added up. In each second: the mean queue. */
  readonly queueSeconds: number;
  /** Time with at least one request. */
  readonly busySeconds: number;
  /** Time in which at least one task waited for I/O: `some` of Linux' pressure stall information. */
  readonly waitingSeconds: number;
  /** Time in which all tasks that had something to do waited for I/O: `full`. */
  readonly stalledSeconds: number;
}

export const nothing: DiskCounters = {
  readBytes: 0,
  writtenBytes: 0,
  reads: 0,
  writes: 0,
  queueSeconds: 0,
  busySeconds: 0,
  waitingSeconds: 0,
  stalledSeconds: 0,
};

/** What `before` becomes when so many seconds bring so much each. */
export function grown(
  before: DiskCounters,
  perSecond: DiskCounters,
  seconds: number,
): DiskCounters {
  const sum = (name: keyof DiskCounters) =>
    before[name] + perSecond[name] * seconds;
  return {
    readBytes: sum('readBytes'),
    writtenBytes: sum('writtenBytes'),
    reads: sum('reads'),
    writes: sum('writes'),
    queueSeconds: sum('queueSeconds'),
    busySeconds: sum('busySeconds'),
    waitingSeconds: sum('waitingSeconds'),
    stalledSeconds: sum('stalledSeconds'),
  };
}
