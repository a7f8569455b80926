// Folders as texts by path: repositories before and after an edit.
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Writes texts by path. */
export function writeFiles(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** All files under a folder, by path. */
export function filesOf(folder) {
  const paths = readdirSync(folder, { recursive: true })
    .map(path => join(folder, path))
    .filter(path => statSync(path).isFile())
    .sort();
  return Object.fromEntries(
    paths.map(path => [relative(folder, path), readFileSync(path, 'utf8')]),
  );
}
