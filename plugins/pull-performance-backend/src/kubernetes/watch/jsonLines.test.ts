import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { JsonLine, jsonLines } from './jsonLines';

async function* chunksOf(bytes: Buffer, sizes: number[]) {
  let start = 0;
  for (let turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length];
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

async function read(
  bytes: Buffer,
  options: { sizes?: number[]; maxLineBytes?: number } = {},
): Promise<JsonLine[]> {
  const { sizes = [7], maxLineBytes = 1_000_000 } = options;
  const lines: JsonLine[] = [];
  for await (const line of jsonLines(chunksOf(bytes, sizes), {
    maxLineBytes,
  })) {
    lines.push(line);
  }
  return lines;
}

describe('jsonLines', () => {
  it('reads the same lines however the bytes are cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.boolean(),
        async (values, sizes, endsWithNewline) => {
          const text = values.map(value => JSON.stringify(value)).join('\n');
          const bytes = Buffer.from(endsWithNewline ? `${text}\n` : text);
          await expect(read(bytes, { sizes })).resolves.toEqual(
            values.map(value => ({ value: JSON.parse(JSON.stringify(value)) })),
          );
        },
      ),
    );
  });

  it('reads a real watch, byte by byte', async () => {
    const file = join(__dirname, '..', '__fixtures__', 'watch-events.ndjson');
    const text = readFileSync(file, 'utf8');
    const expected = text
      .trim()
      .split('\n')
      .map(line => ({ value: JSON.parse(line) }));
    expect(expected.length).toBeGreaterThan(50);
    await expect(read(Buffer.from(text), { sizes: [1] })).resolves.toEqual(
      expected,
    );
  });

  it('goes on after lines that are no JSON, and leaves out empty ones', async () => {
    await expect(
      read(Buffer.from('{"a":1}\n\n<html>\n \n[2]\n')),
    ).resolves.toEqual([
      { value: { a: 1 } },
      { unreadable: 'A line of the watch is not JSON.' },
      { value: [2] },
    ]);
  });

  it('tells a cut stream from one that ended', async () => {
    await expect(read(Buffer.from('{"a":1}\n{"b":'))).rejects.toThrow(
      /in the middle of a line/,
    );
  });

  it('keeps no more of a line than its bound', async () => {
    const bytes = Buffer.from(`"${'x'.repeat(98)}"\n"${'x'.repeat(99)}"\n`);
    const lines = jsonLines(chunksOf(bytes, [10]), { maxLineBytes: 100 });
    await expect(lines.next()).resolves.toMatchObject({ done: false });
    await expect(lines.next()).rejects.toThrow(/larger than 100 bytes/);
  });
});
