import { directAccess } from '../__testUtils__/directAccess';
import { answerText, FakeApiServer } from '../__testUtils__/FakeApiServer';
import { event, ReflectorHarness } from '../__testUtils__/ReflectorHarness';
import { until } from '../__testUtils__/until';
import { podEvents } from './resources';
import { lossOf, ServerPulse } from './ServerPulse';

const VERSION = '/version';

describe('ServerPulse', () => {
  let server: FakeApiServer;
  let stop: AbortController;
  let running: Promise<void> | undefined;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    stop = new AbortController();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    await server.stop();
  });

  function start(more: { now?: () => number; timeoutMs?: number } = {}) {
    const clocks: (number | undefined)[] = [];
    const pulse = ServerPulse.create({
      access: directAccess(server),
      cluster: 'test',
      everyMs: 1,
      timeoutMs: 10_000,
      now: Date.now,
      onAnswer: aheadMs => clocks.push(aheadMs),
      ...more,
    });
    running = pulse.run(stop.signal);
    return { pulse, clocks };
  }

  it('tells the clock of the server, when it has one', async () => {
    const nowMs = Date.UTC(2026, 10, 22, 12);
    const { pulse, clocks } = start({ now: () => nowMs });
    await pulse.asked;
    expect(clocks[0]).toBeUndefined();
    server.now = () => nowMs - 3_600_000;
    await until('it was measured', () => clocks.at(-1) !== undefined);
    // Whole seconds stand for their middle.
    expect(clocks.at(-1)).toBe(-3_600_000 + 500);
  });

  it('is not lost while anything answers for the server, whatever it says', async () => {
    server.answerAll(answerText(403, 'text/plain', 'not you'));
    const { pulse, clocks } = start();
    const { lost } = pulse;
    await until('it asked often', () => clocks.length > 3);
    expect(lost.aborted).toBe(false);
  });

  it.each<[string, (fake: FakeApiServer) => unknown, RegExp]>([
    [
      'nobody is behind the proxy',
      fake => fake.answerAll(answerText(502, 'text/html', '<html>')),
      /HTTP 502/,
    ],
    [
      'the server cuts the connection',
      fake => fake.answerAll((_req, res) => res.destroy()),
      /other side closed|socket/,
    ],
    [
      'the server is silent',
      fake => fake.answerAll(() => {}),
      /did not answer within 0.05 s/,
    ],
  ])('is lost when %s, and begins anew', async (_what, spoil, why) => {
    const { pulse, clocks } = start({ timeoutMs: 50 });
    await pulse.asked;
    const { lost } = pulse;
    spoil(server);
    await until('it is lost', () => lost.aborted);
    expect(lossOf(lost)).toMatch(why);
    server.answerAll();
    const answered = clocks.length;
    await until('it answers again', () => clocks.length > answered + 1);
    expect(pulse.lost.aborted).toBe(false);
  });

  it('lets a reader go that waits for a silent server, and says why', async () => {
    const harness = await ReflectorHarness.create();
    const hurt = new AbortController();
    let lost = hurt.signal;
    const pulse = {
      get lost() {
        return lost;
      },
    };
    try {
      harness.server.setObjects(podEvents.path, [event('a')]);
      harness.start(podEvents, {}, pulse);
      await harness.watching(podEvents.path);
      lost = new AbortController().signal;
      hurt.abort(new Error('The API server did not answer within 10 s'));
      const { what, why } = await harness.problem('unreachable');
      expect(what).toContain("events about pods of cluster 'test'");
      expect(why).toBe('The API server did not answer within 10 s.');
      // It goes on where it was, without a new list.
      harness.server.apply(podEvents.path, event('b'));
      await harness.logged('+b');
      expect(harness.log).toEqual(['listing', '+a', 'listed', '+b']);
      expect(harness.last?.problem).toBeUndefined();
    } finally {
      await harness.stop();
    }
  });

  it('asks for no more than the version', async () => {
    const { pulse } = start();
    await pulse.asked;
    expect(new Set(server.requests.map(({ path }) => path))).toEqual(
      new Set([VERSION]),
    );
  });
});
