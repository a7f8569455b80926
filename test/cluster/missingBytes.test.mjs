// The bytes that the portal says a pull had to bring are those that the registry served for it, by the access logs of the nodes' mirrors
// and of the registry itself.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { poll } from '../portal.mjs';
import { kubectl } from './kubectl.mjs';
import {
  assertBrought,
  noAccessLogs,
  startImageBench,
} from './layers/imageBench.mjs';
import { removeImages } from './layers/runtime.mjs';

describe('Missing bytes of a pull', { skip: noAccessLogs }, () => {
  let bench;
  let nodes;
  let first;
  let second;

  const inNamespace = (...args) =>
    kubectl(['-n', bench.scene.namespace, ...args]);

  before(async () => {
    bench = await startImageBench({
      name: 'missing-bytes',
      services: ['web', 'other', 'quick', 'slow', 'tag', 'gone'],
    });
    nodes = bench.scene.nodes;
    const base = 'web';
    const dependencies = [12, 'dependencies'];
    const image = (tag, ...app) =>
      bench.makeImage(tag, { base, layers: [dependencies, app] });
    first = await image('web:1', 2, 'app-1');
    second = await image('web:2', 4, 'app-2');
  });
  after(() => bench?.close());

  it('have a range that holds while little is known of a node', test =>
    bench.warmUp(test));

  it('are all of an image of which the node has nothing', async test => {
    const [node] = nodes;
    const pull = await bench.pull(test, { name: 'web', image: first, node });
    assertBrought(pull, first.layers);
    assert.equal(pull.outcome, 'cold');
    assert.equal(pull.imageBytes, first.totalBytes);
  });

  it('are what a second version changed', async test => {
    const [node] = nodes;
    const pull = await bench.pull(test, { name: 'web', image: second, node });
    assertBrought(pull, second.layers.slice(-1));
  });

  it('are without a base that another service has brought', async test => {
    const [, node] = nodes;
    const layers = [[1, 'other']];
    const other = await bench.makeImage('other:1', { base: 'web', layers });
    assertBrought(
      await bench.pull(test, { name: 'other', image: other, node }),
      other.layers,
    );
    const deployment = { name: 'web-too', service: 'web', node };
    const pull = await bench.pull(test, { ...deployment, image: second });
    assertBrought(pull, second.layers.slice(1));
  });

  it('have a range that holds where a node pulls two images with a common layer at once', async test => {
    // The second node does not serialize its pulls.
    const [, node] = nodes;
    const image = (tag, ...own) =>
      bench.makeImage(tag, { base: 'both', layers: [[30, 'both'], own] });
    const images = {
      quick: await image('quick:1', 1, 'quick'),
      slow: await image('slow:1', 8, 'slow'),
    };
    const mark = bench.logs.mark(node);
    for (const [name, { reference }] of Object.entries(images)) {
      await bench.scene.deploy({ name, service: name, node, image: reference });
      await poll(`${name} is being pulled`, 30, async () => {
        const events = await inNamespace('get', 'events');
        return events.includes(`Pulling image "${reference}"`) || undefined;
      });
    }
    for (const [name, { reference }] of Object.entries(images)) {
      await bench.scene.available(name);
      const served = bench.logs.servedSince(mark, {
        ...{ node, image: images[name] },
      });
      const { missingBytes } = await bench.portal.pullOf({
        ...{ service: name, name, reference },
      });
      test.diagnostic(
        `${name}: ${JSON.stringify(missingBytes)}, ${served.bytes} served`,
      );
      assert.ok(missingBytes.low <= served.bytes);
      assert.ok(served.bytes <= missingBytes.high);
    }
  });

  it('are none of an image that is there and asked for again', async test => {
    const pull = await bench.pull(test, {
      ...{ name: 'web-always', service: 'web', node: nodes[0] },
      ...{ image: second, imagePullPolicy: 'Always' },
    });
    assertBrought(pull, []);
    assert.equal(pull.outcome, 'checked');
  });

  it('are those of the image that a tag stood for, though it was moved soon after', async test => {
    const [node] = nodes;
    const image = (...app) =>
      bench.makeImage('tag:latest', { base: 'tag', layers: [app] });
    const options = { name: 'tag', node, imagePullPolicy: 'Always' };
    const old = await image(1, 'tag-1');
    assertBrought(
      await bench.pull(test, { ...options, image: old }),
      old.layers,
    );

    const moved = await image(2, 'tag-2');
    const mark = bench.logs.mark(node);
    await inNamespace('rollout', 'restart', 'deployment/tag');
    await bench.scene.available('tag');
    const served = bench.logs.servedSince(mark, { node, image: moved });
    const pulls = await poll('Both pulls are known', 60, async () => {
      const told = (await bench.portal.pullsOf('tag')).filter(
        ({ missingBytes }) => missingBytes,
      );
      return told.length === 2 ? told : undefined;
    });
    assertBrought({ ...pulls[0], served }, moved.layers.slice(1));
    assert.equal(pulls[1].missingBytes.value, old.layerBytes);
  });

  it('are also those that an image had which was removed from the node', async test => {
    const [node] = nodes;
    const image = (tag, ...app) =>
      bench.makeImage(tag, { base: 'gone', layers: [app] });
    const gone = await image('gone:1', 2, 'gone-1');
    const next = await image('gone:2', 1, 'gone-2');
    const options = { name: 'gone', node };
    assertBrought(
      await bench.pull(test, { ...options, image: gone }),
      gone.layers,
    );
    await bench.portal.knows({ node, image: gone });
    await bench.undeploy('gone');
    const named = gone.reference;
    await removeImages({ folder: bench.cluster, node, named });
    await bench.portal.forgets({ node, image: gone });
    assertBrought(
      await bench.pull(test, { ...options, image: next }),
      next.layers,
    );
  });
});
