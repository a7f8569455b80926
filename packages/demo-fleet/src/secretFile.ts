import { rm, writeFile } from 'node:fs/promises';

/** Writes a file that its owner alone can read, whatever the mode of the one before it was. */
export async function writeSecret(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
