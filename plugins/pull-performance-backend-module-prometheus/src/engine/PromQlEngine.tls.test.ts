import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addNode, node, request, sourceOf } from '../__testUtils__/disks';
import { FakeEngine } from '../__testUtils__/FakeEngine';

const fixture = (name: string) =>
  readFileSync(join(__dirname, '..', '__testUtils__', 'tls', name), 'utf8');

describe('An engine with a certificate of an own authority', () => {
  let engine: FakeEngine;
  beforeEach(async () => {
    engine = await FakeEngine.start({
      key: fixture('server.key'),
      cert: fixture('server.crt'),
    });
    addNode(engine, { node: 'a' });
  });
  afterEach(() => engine.stop());

  async function read(entry: object) {
    const source = sourceOf(engine, entry);
    const reading = await source.readDisks(request([node('a')]));
    await source.close();
    return reading;
  }

  it('is not trusted, and what to do is told', async () => {
    const { problems } = await read({});
    expect(problems).toMatchObject([{ code: 'prometheus-unreachable' }]);
    expect(problems[0].why).toMatch(/certificate of '.*' is not trusted/);
    expect(problems[0].next).toContain('prometheus[0].ca');
  });

  it('is trusted when the authority is configured', async () => {
    const { samples, problems } = await read({
      ca: fixture('ca.crt'),
      token: 'abc',
    });
    expect(problems).toEqual([]);
    expect(samples.size).toBe(1);
    expect(engine.requests[0].headers.authorization).toBe('Bearer abc');
  });
});
