// Tells what the set-up does and how long it takes, and stops it with what to do next.

const terminal = process.stdout.isTTY === true;
const everyMs = terminal ? 1_000 : 15_000;

export function formatSeconds(ms) {
  return ms < 10_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.round(ms / 1000)} s`;
}

/** An error that the reader can mend: printed without a stack. */
export class SetUpError extends Error {}

/**
 * Shows a step while `work` runs. `work` gets a function that says what it is at.
 */
export async function showStep(title, work) {
  const startedAtMs = Date.now();
  let at = '';
  const show = () => {
    const line = `… ${title}${at ? `: ${at}` : ''} (${formatSeconds(
      Date.now() - startedAtMs,
    )})`;
    process.stdout.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
  };
  show();
  const timer = setInterval(show, everyMs);
  const finish = (mark, word) => {
    clearInterval(timer);
    process.stdout.write(
      `${terminal ? '\r\x1b[K' : ''}${mark} ${title}: ${word} ${formatSeconds(
        Date.now() - startedAtMs,
      )}\n`,
    );
  };
  try {
    const result = await work(text => {
      at = text;
    });
    finish('✓', 'done in');
    return result;
  } catch (error) {
    finish('✗', 'failed after');
    throw error;
  }
}

/** Runs a script's main function; a SetUpError ends the process with its text alone. */
export async function runMain(main) {
  try {
    process.exit(await main());
  } catch (error) {
    console.error(error instanceof SetUpError ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
