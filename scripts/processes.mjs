// Starts programs so that nothing of them is left behind: each runs in a process group of its own, which gets every signal
// that ends this process, and whose stragglers are killed.
import { spawn } from 'node:child_process';

const graceMs = 30_000;
const stragglersMs = 5_000;
/** @type {Set<number>} */
const groups = new Set();
const interruption = new AbortController();
let interruptedBy;
let interruptedAtMs = 0;

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false; // Everybody in it has ended.
  }
}

function killAll() {
  for (const pid of groups) {
    signalGroup(pid, 'SIGKILL');
  }
}

function interrupt(signal) {
  if (interruptedBy) {
    // npm passes the terminal's Ctrl-C on once more; only a second one by hand means "now".
    if (Date.now() - interruptedAtMs > 1_000) {
      killAll();
    }
    return;
  }
  interruptedBy = signal;
  interruptedAtMs = Date.now();
  interruption.abort();
  for (const pid of groups) {
    signalGroup(pid, signal);
  }
  setTimeout(killAll, graceMs).unref();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => interrupt(signal));
}

async function endStragglers(pid) {
  const deadlineMs = Date.now() + stragglersMs;
  signalGroup(pid, 'SIGTERM');
  while (signalGroup(pid, 0)) {
    if (Date.now() > deadlineMs) {
      signalGroup(pid, 'SIGKILL');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}

/**
 * Starts a program. `exited` settles when it and everything it started has ended, with its exit code;
 * `stop` ends it, by SIGKILL after a while.
 */
export function startProcess(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    ...options,
    detached: true,
  });
  if (child.pid) {
    groups.add(child.pid);
  }
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', async (code, signal) => {
      await endStragglers(child.pid);
      groups.delete(child.pid);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
  return {
    child,
    exited,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) {
        signalGroup(child.pid, signal);
        const timer = setTimeout(
          () => signalGroup(child.pid, 'SIGKILL'),
          graceMs,
        );
        await exited;
        clearTimeout(timer);
      }
    },
  };
}

/** Runs a program to its end and returns its exit code. */
export function runProcess(command, args, options) {
  return startProcess(command, args, options).exited;
}

/** Aborted when somebody asks this process to end. */
export const interrupted = interruption.signal;

/** Whether somebody asked this process to end. */
export function isInterrupted() {
  return interruptedBy !== undefined;
}

/** Ends this process as one that was interrupted, if it was. */
export function exitIfInterrupted() {
  if (interruptedBy) {
    process.exit(interruptedBy === 'SIGINT' ? 130 : 143);
  }
}
