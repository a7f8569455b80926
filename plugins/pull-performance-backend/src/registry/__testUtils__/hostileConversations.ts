import { content, FakeRegistry, json, redirect } from './FakeRegistry';
import { HostileCase } from './HostileCase';

const hourMs = 60 * 60 * 1000;
const credentials = { username: 'reader', password: 'hunter2' };
const manifests = '/v2/team/web/manifests/*';
const blobs = '/v2/team/web/blobs/*';
const basicChallenge = { 'www-authenticate': 'Basic realm="x"' };

function bearer(realm: string) {
  return json(401, {}, { 'www-authenticate': `Bearer realm="${realm}"` });
}

/** The registry knows the password, and guards everything with it. */
function askForPassword(bad: FakeRegistry) {
  bad.guard = ({ headers }) =>
    headers.authorization ? undefined : json(401, {}, basicChallenge);
}

/** Ways of answering that would lead a trusting reader astray, or hold it up. */
export const hostileConversations: HostileCase[] = [
  {
    title: 'redirects to an address where clouds tell secrets',
    code: 'host-not-allowed',
    says: /redirects to '169\.254\.169\.254'.*no address that may be asked/,
    make: ({ bad }) => {
      bad.answers.set(blobs, redirect('https://169.254.169.254/latest'));
    },
  },
  {
    title: 'redirects there by an IPv6 address that means an IPv4 one',
    code: 'host-not-allowed',
    says: /no address that may be asked/,
    make: ({ bad }) => {
      bad.answers.set(blobs, redirect('https://[::ffff:a9fe:a9fe]/latest'));
    },
  },
  {
    title: 'redirects to plain HTTP on this machine',
    code: 'host-not-allowed',
    says: /is not of HTTPS/,
    make: ({ bad, other }) => {
      bad.answers.set(manifests, redirect(`${other.url}/x`));
    },
  },
  {
    title: 'redirects to a name of this machine',
    code: 'host-not-allowed',
    says: /no address that may be asked/,
    make: ({ bad, other }) => {
      const { port } = new URL(other.url);
      bad.answers.set(blobs, redirect(`https://localhost:${port}/x`));
    },
  },
  {
    title: 'redirects to an address with credentials',
    code: 'host-not-allowed',
    says: /holds credentials/,
    make: ({ bad }) => {
      bad.answers.set(blobs, redirect(`https://a:hunter2@example.com/x`));
    },
  },
  {
    title: 'redirects to nowhere',
    code: 'bad-answer',
    says: /but not to an address/,
    make: ({ bad }) => {
      bad.answers.set(blobs, redirect('https://['));
    },
  },
  {
    title: 'redirects in a circle',
    code: 'bad-answer',
    says: /more than 5 times/,
    make: ({ bad }) => {
      bad.answers.set(blobs, redirect('/v2/team/web/blobs/x'));
    },
  },
  {
    title:
      'redirects to another registry, which answers 401 as if it were asked for its own',
    code: 'unauthorized',
    says: /may not read this repository \(HTTP 401\)/,
    otherIsConfigured: true,
    config: credentials,
    make: ({ bad, other }) => {
      askForPassword(bad);
      other.guard = () => bearer(`${other.url}/token`);
      bad.answers.set(
        blobs,
        redirect(`${other.url}/v2/a/blobs/b?sig=signed-right`),
      );
    },
  },
  {
    title: 'redirects to another registry and back',
    code: 'unauthorized',
    says: /./,
    otherIsConfigured: true,
    config: credentials,
    make: ({ bad, other }) => {
      askForPassword(bad);
      bad.answers.set(blobs, redirect(`${other.url}/back`));
      other.answers.set('/back', redirect(`${bad.url}/v2/a/blobs/b`));
    },
  },
  {
    title: 'wants the credentials at another host',
    code: 'unauthorized',
    says: /not the registry's own host.*tokenRealm/s,
    config: credentials,
    otherIsConfigured: true,
    make: ({ bad, other }) => {
      bad.guard = () => bearer(`${other.url}/token`);
    },
  },
  {
    title: 'wants the credentials where clouds tell secrets',
    code: 'unauthorized',
    says: /not the registry's own host/,
    config: credentials,
    make: ({ bad }) => {
      bad.guard = () => bearer('https://169.254.169.254/token');
    },
  },
  {
    title: 'sends readers without credentials there for a token',
    code: 'host-not-allowed',
    says: /no address that may be asked/,
    make: ({ bad }) => {
      bad.guard = () => bearer('https://169.254.169.254/token');
    },
  },
  {
    title: 'sends readers without credentials to plain HTTP for a token',
    code: 'host-not-allowed',
    says: /is not of HTTPS/,
    make: ({ bad, other }) => {
      bad.guard = () => bearer(`${other.url}/token`);
    },
  },
  {
    title: 'does not say where to get a token',
    code: 'bad-answer',
    says: /does not say where to get it/,
    make: ({ bad }) => {
      bad.guard = () =>
        json(401, {}, { 'www-authenticate': 'Bearer realm="', foo: 'bar' });
    },
  },
  {
    title: 'gives a token that no header can carry',
    code: 'bad-answer',
    says: /answers without a token/,
    make: ({ bad }) => {
      bad.guard = ({ path }) =>
        path === '/t' ? undefined : bearer(`${bad.url}/t`);
      bad.answers.set('/t', json(200, { token: 'a\r\nx-evil: 1' }));
    },
  },
  {
    title: 'gives an endless token',
    code: 'too-large',
    says: /The token is larger than/,
    make: ({ bad }) => {
      bad.guard = ({ path }) =>
        path === '/t' ? undefined : bearer(`${bad.url}/t`);
      bad.answers.set('/t', content('x'.repeat(2 ** 20)));
    },
  },
  {
    title: 'repeats the password in its error',
    code: 'registry-unavailable',
    says: /HTTP 500, DENIED/,
    config: credentials,
    make: ({ bad }) => {
      askForPassword(bad);
      const message = 'user reader, hunter2, cmVhZGVyOmh1bnRlcjI=';
      const errors = [{ code: 'DENIED', message, detail: 'hunter2' }];
      bad.answers.set(manifests, json(500, { errors }));
    },
  },
  {
    title: 'asks to wait for more than a day',
    code: 'rate-limited',
    says: /accepts no more requests/,
    retryAfterMs: 6 * hourMs,
    make: ({ bad }) => {
      const headers = { 'retry-after': '99999' };
      bad.answers.set(manifests, json(429, {}, headers));
    },
  },
  {
    title: 'asks to wait in words that mean nothing',
    code: 'rate-limited',
    says: /accepts no more requests/,
    retryAfterMs: 60_000,
    make: ({ bad }) => {
      const headers = { 'retry-after': 'soon' };
      bad.answers.set('/v2/', json(429, {}, headers));
    },
  },
  {
    title: 'sends no headers',
    code: 'unreachable',
    says: /did not arrive from .* in time/,
    timeouts: { silenceMs: 400, totalMs: 1500 },
    make: ({ bad }) => {
      bad.answers.set(manifests, () => {});
    },
  },
  {
    title: 'sends a body byte by byte',
    code: 'unreachable',
    says: /did not arrive from .* in time/,
    timeouts: { silenceMs: 400, totalMs: 1500 },
    make: ({ bad }) => {
      bad.answers.set(manifests, (_seen, res) => {
        res.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => res.write(' '), 20);
        res.on('close', () => clearInterval(timer));
      });
    },
  },
  {
    title: 'sends headers without end',
    code: 'unreachable',
    says: /cannot be reached \(UND_ERR_HEADERS_OVERFLOW\)/,
    make: ({ bad }) => {
      bad.answers.set(manifests, content('', { 'x-a': 'a'.repeat(64 * 1024) }));
    },
  },
  {
    title: 'cuts the connection',
    code: 'unreachable',
    says: /cannot be reached/,
    make: ({ bad }) => {
      bad.answers.set(manifests, (_seen, res) => {
        res.writeHead(200, { 'content-length': 100 });
        res.write('{', () => res.destroy());
      });
    },
  },
];
