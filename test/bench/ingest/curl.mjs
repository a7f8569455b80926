import { spawn } from 'node:child_process';

const end = 'k8s.io/initial-events-end';

/**
 * How long `curl` needs to read all events there are, as a watch tells them to someone who knows nothing yet. The API
 * server says where that ends.
 *
 * @returns seconds, events and bytes
 */
export async function curlWatch({ server, token }, fieldSelector) {
  const query = new URLSearchParams({
    watch: '1',
    allowWatchBookmarks: 'true',
  });
  if (fieldSelector) query.set('fieldSelector', fieldSelector);
  const startedAtMs = performance.now();
  const child = spawn(
    'curl',
    ['-skN', '-A', 'bench', '-H', '@-', `${server}/api/v1/events?${query}`],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.end(`Authorization: Bearer ${token}\n`);
  let bytes = 0;
  let events = 0;
  let tail = '';
  for await (const chunk of child.stdout) {
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1))
      events += 1;
    tail = (tail + chunk.subarray(-2048).toString('latin1')).slice(-2048);
    if (tail.includes(end) && tail.endsWith('\n')) break;
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  child.kill();
  return { seconds, events: events - 1, bytes };
}
