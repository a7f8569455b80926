import fc from 'fast-check';
import { parseInstruction } from './instruction';

describe('parseInstruction', () => {
  it.each([
    // BuildKit
    ['RUN /bin/sh -c npm ci # buildkit', 'RUN npm ci', 'npm ci'],
    [
      'RUN /bin/bash -o pipefail -c curl x | sh # buildkit',
      'RUN curl x | sh',
      'curl x | sh',
    ],
    [
      'RUN |2 TOKEN=secret NAME=a b /bin/sh -c npm ci # buildkit',
      'RUN npm ci',
      'npm ci',
    ],
    ['RUN npm ci', 'RUN npm ci', 'npm ci'],
    ['COPY . /app # buildkit', 'COPY . /app', undefined],
    // the classic builder
    [
      '/bin/sh -c apt-get update \t&& rm -rf /x',
      'RUN apt-get update && rm -rf /x',
      'apt-get update && rm -rf /x',
    ],
    ['|1 TOKEN=secret /bin/sh -c make', 'RUN make', 'make'],
    [
      `/bin/sh -c #(nop) COPY dir:${'ab'.repeat(32)} in /app `,
      'COPY … /app',
      undefined,
    ],
    ['COPY dir in /app', 'COPY … /app', undefined],
    ['/bin/sh -c #(nop)  CMD ["node"]', 'CMD ["node"]', undefined],
    // other tools
    ['umoci raw add-layer', 'umoci raw add-layer', undefined],
    ['', '', undefined],
  ])('reads %p', (createdBy, text, command) => {
    expect(parseInstruction(createdBy)).toEqual({
      text,
      ...(command === undefined ? {} : { command }),
      isWhole: true,
    });
  });

  it('never shows values of build arguments', () => {
    const instruction = parseInstruction('RUN |1 TOKEN=secret x npm ci');
    expect(instruction).toEqual({ text: 'RUN …', isWhole: false });
  });

  it.each([
    'RUN /bin/sh -c <<EOF (apt-get update...) # buildkit',
    'RUN /bin/sh -c apt-get update && apt-get inst…',
    `RUN /bin/sh -c ${'x'.repeat(9_000)}`,
  ])('knows that %p is not the whole of it', createdBy => {
    expect(parseInstruction(createdBy).isWhole).toBe(false);
  });

  it('makes one line of anything', () => {
    const parts = fc.constantFrom(
      ...['RUN ', '|1 ', '/bin/sh ', '-c ', '#(nop) ', 'a=b ', '\n', '\u0000'],
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(parts, fc.string())), texts => {
        const { text } = parseInstruction(texts.join(''));
        expect(text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
