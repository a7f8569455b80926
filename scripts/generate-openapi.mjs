// Generates the typed server and the client from the backend's openapi.yaml. Needs Java; the result is committed.
// Use: yarn generate:openapi
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const backend = join(root, 'plugins', 'pull-performance-backend');
const client = 'plugins/pull-performance-common';

if (spawnSync('java', ['-version']).status !== 0) {
  // Without Java the generator empties its folders and still exits with 0.
  console.error(
    'Java is missing: install a Java runtime (17 or newer) and run this again. Nothing was changed.',
  );
  process.exit(1);
}

const { status } = spawnSync(
  join(root, 'node_modules', '.bin', 'backstage-repo-tools'),
  [
    'package',
    'schema',
    'openapi',
    'generate',
    '--server',
    '--client-package',
    client,
  ],
  { cwd: backend, stdio: 'inherit' },
);
if (status !== 0) {
  process.exit(status ?? 1);
}

// The generator takes `from` for a reserved word: it renames it in the types, but not where it fills in the URL.
for (const folder of [join(backend, 'src'), join(root, client, 'src')]) {
  const generated = join(folder, 'schema', 'openapi', 'generated');
  for (const entry of readdirSync(generated, {
    recursive: true,
    withFileTypes: true,
  })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && file.endsWith('.ts')) {
      const text = readFileSync(file, 'utf8');
      const fixed = text.replace(/\b_from\b/g, 'from');
      if (fixed !== text) {
        writeFileSync(file, fixed);
      }
    }
  }
}
