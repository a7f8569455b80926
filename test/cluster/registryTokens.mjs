// A token service for a docker-registry (distribution docs/content/spec/auth/token.md), with one user.
import { execFileSync } from 'node:child_process';
import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const service = 'registry of the test';
const issuer = 'token service of the test';

function base64url(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A JSON Web Token as Distribution's `auth/token` checks it: the signer's certificate is in its header. */
function makeToken({ key, certificate, access }) {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const header = {
    typ: 'JWT',
    alg: 'ES256',
    x5c: [certificate.raw.toString('base64')],
  };
  const claims = {
    iss: issuer,
    aud: service,
    sub: '',
    jti: randomUUID(),
    iat: nowSeconds,
    nbf: nowSeconds - 10,
    exp: nowSeconds + 300,
    access,
  };
  const signed = `${base64url(header)}.${base64url(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), {
    key,
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
}

/** Makes a key and a certificate for `localhost` that has signed itself; returns their files. */
export function makeCertificate(folder, name) {
  const key = join(folder, `${name}.key`);
  const certificate = join(folder, `${name}.crt`);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-nodes', '-newkey', 'ec'],
      ...['-pkeyopt', 'ec_paramgen_curve:prime256v1'],
      ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'],
      ...['-days', '2', '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  return { key, certificate };
}

/**
 * Starts the service. Everybody may pull from `public/…`, the user from everywhere.
 *
 * @param options - `folder`: where key and certificate are put
 */
export async function startTokenService({ folder, username, password }) {
  const { key: keyFile, certificate: certificateFile } = makeCertificate(
    folder,
    'tokens',
  );
  const key = readFileSync(keyFile, 'utf8');
  const certificate = new X509Certificate(readFileSync(certificateFile));
  const known = `Basic ${Buffer.from(`${username}:${password}`).toString(
    'base64',
  )}`;
  /** `Authorization` of each request so far. */
  const seen = [];
  const server = createServer((req, res) => {
    const { authorization } = req.headers;
    seen.push(authorization);
    if (authorization !== undefined && authorization !== known) {
      res.writeHead(401).end();
      return;
    }
    const { searchParams } = new URL(req.url, 'http://tokens');
    const [type, name, actions] = (searchParams.get('scope') ?? '').split(':');
    // A smaller grant than what was asked for is no error.
    const mayPull = authorization === known || name.startsWith('public/');
    const access =
      mayPull && actions === 'pull' ? [{ type, name, actions: ['pull'] }] : [];
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify({ token: makeToken({ key, certificate, access }) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const realm = `http://127.0.0.1:${server.address().port}/token`;
  return {
    realm,
    seen,
    /** The registry's `auth`. */
    auth: {
      token: { realm, service, issuer, rootcertbundle: certificateFile },
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
