import fc from 'fast-check';
import { cleanInstruction } from './cleanInstruction';

describe('cleanInstruction', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["node"]', 'CMD ["node"]'],
    [`/bin/sh -c #(nop) ADD file:${'a'.repeat(64)} in / `, 'ADD file in /'],
    [`COPY dir:${'b'.repeat(64)} in /app `, 'COPY dir in /app'],
    [
      '/bin/sh -c apt-get update     && apt-get install -y curl',
      'RUN apt-get update && apt-get install -y curl',
    ],
    ['RUN /bin/sh -c npm ci # buildkit', 'RUN npm ci'],
    [
      'RUN |2 VERSION=1 TOKEN=a b c /bin/sh -c make install # buildkit',
      'RUN make install',
    ],
    ['|1 PASSWORD=hunter2 /bin/sh -c make', 'RUN make'],
    ['RUN |1 PASSWORD=hunter2 /bin/zsh make', 'RUN …'],
    ['COPY . /app # buildkit', 'COPY . /app'],
    ['cmd /S /C #(nop) WORKDIR C:\\app', 'WORKDIR C:\\app'],
    ['umoci raw add-layer', 'umoci raw add-layer'],
    ['ENV PATH=/usr/bin:/bin', 'ENV PATH=/usr/bin:/bin'],
    [
      'RUN --mount=type=secret,id=npm_token npm ci',
      'RUN --mount=type=secret,id=npm_token npm ci',
    ],
    ['ENV GPG_KEY=E3FF2839C048B25C', 'ENV GPG_KEY=E3FF2839C048B25C'],
    ['  \n ', undefined],
    ['a\u0000b\u202ec', 'a b c'],
  ])('%j becomes %j', (createdBy, expected) => {
    expect(cleanInstruction(createdBy)).toBe(expected);
  });

  it.each([
    'ENV DB_PASSWORD=hunter2',
    'ENV NPM_TOKEN=hunter2 OTHER=1',
    'ENV AWS_SECRET_ACCESS_KEY=hunter2',
    'ENV STORAGE_ACCOUNT_KEY="hunter2 hunter2"',
    'ENV PASSWORD="a\\"hunter2"',
    'ENV PASSWORD="hunter2 without an end',
    "ENV pwd='hunter2'",
    'ARG client-secret: hunter2',
    'RUN echo {"password":"hunter2"} > f',
    'RUN curl -u user:hunter2 https://example.com',
    'RUN curl --user "user:hunter2" https://example.com',
    'RUN curl -H "Authorization: Basic hunter2" https://example.com',
    'RUN curl -H "Authorization: token hunter2" https://example.com',
    'RUN git clone https://user:hunter2@github.com/a/b',
    'RUN curl https://blob.example.com/a?sig=hunter2',
    'RUN login --password hunter2 --username u',
    "RUN login --api-key 'hunter2'",
    'RUN x ghp_hunter2hunter2hunter2',
    'RUN npm config set //npm.example.com/:_authToken=hunter2',
  ])('hides the secret of %s', createdBy => {
    const clean = cleanInstruction(createdBy);
    // The command is still told.
    expect(clean).toContain(createdBy.split(/[ =]/, 2).join(' ').slice(0, 4));
    expect(clean).not.toContain('hunter2');
  });

  it('is short, printable and stays what it is', () => {
    const words = fc.constantFrom(
      '/bin/sh -c ',
      '#(nop) ',
      '|1 A=b ',
      'RUN ',
      'password=',
      '--token ',
      '"',
      '\\',
      "'",
      ' ',
      '\u0000',
      '😀',
      'x'.repeat(600),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string())), parts => {
        const clean = cleanInstruction(parts.join('')) ?? '';
        expect(clean.length).toBeLessThanOrEqual(500);
        expect(clean).toBe(clean.trim());
        expect(clean).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      }),
    );
  });

  it('is bounded in time: nothing matches again and again', () => {
    for (const part of [
      'a-',
      'password',
      'token=',
      '"\\',
      "='",
      '-u ',
      ' ',
      '|1 ',
    ]) {
      const clean = cleanInstruction(part.repeat(200_000)) ?? '';
      expect(clean.length).toBeLessThanOrEqual(500);
    }
  });
});
