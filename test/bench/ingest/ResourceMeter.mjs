import { readFileSync, writeFileSync } from 'node:fs';

const MIB = 2 ** 20;

/** What this process uses from now on: CPU of all its threads, and memory at the start and at its most. */
export class ResourceMeter {
  static start() {
    return new ResourceMeter();
  }

  constructor() {
    globalThis.gc?.();
    this.startRss = process.memoryUsage.rss();
    this.peakRss = this.startRss;
    try {
      // Linux forgets the peak so far, which was the loading of the sources.
      writeFileSync('/proc/self/clear_refs', '5');
      this.hasKernelPeak = true;
    } catch {
      this.hasKernelPeak = false;
    }
    this.sampling = setInterval(() => this.#sample(), 50);
    this.cpu = process.cpuUsage();
  }

  /** CPU seconds until now. */
  cpuSeconds() {
    const { user, system } = process.cpuUsage(this.cpu);
    return (user + system) / 1e6;
  }

  stop() {
    const cpuSeconds = this.cpuSeconds();
    clearInterval(this.sampling);
    this.#sample();
    return {
      cpuSeconds,
      startMiB: this.startRss / MIB,
      peakMiB: this.peakRss / MIB,
      growthMiB: (this.peakRss - this.startRss) / MIB,
    };
  }

  #sample() {
    if (this.hasKernelPeak) {
      const status = readFileSync('/proc/self/status', 'utf8');
      const [, kib] = /VmHWM:\s+(\d+) kB/.exec(status);
      this.peakRss = Number(kib) * 1024;
    } else {
      this.peakRss = Math.max(this.peakRss, process.memoryUsage.rss());
    }
  }
}
