import { generate } from 'selfsigned';

/** What an API server proves itself with, in PEM. */
export interface Certificate {
  key: string;
  /** Signed by itself: clients are told to trust it. */
  certificate: string;
}

/** A new key and its certificate for the loopback address. kubectl sends tokens over TLS only. */
export async function createCertificate(): Promise<Certificate> {
  const notAfterDate = new Date(Date.now() + 365 * 86_400_000);
  const { private: key, cert } = await generate(
    [{ name: 'commonName', value: 'demo-fleet' }],
    {
      keyType: 'ec',
      algorithm: 'sha256',
      notAfterDate,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyCertSign: true },
        { name: 'extKeyUsage', serverAuth: true },
        {
          name: 'subjectAltName',
          altNames: [
            { type: 2, value: 'localhost' },
            { type: 7, ip: '127.0.0.1' },
          ],
        },
      ],
    },
  );
  return { key, certificate: cert };
}
