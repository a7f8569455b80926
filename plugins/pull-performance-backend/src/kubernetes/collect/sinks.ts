import { ParsedEvent } from '../events/types';
import { ReflectorSink } from '../watch/types';
import { NodeIndex } from '../workloads/NodeIndex';
import { NodeObject } from '../workloads/objects';
import { Delivery } from './Delivery';
import { EventIntake } from './EventIntake';
import { ImageReporter } from './ImageReporter';
import { NodeReporter } from './NodeReporter';

/** Hands nodes to all that want to know them. */
export function nodeSink(
  nodes: NodeIndex,
  images: ImageReporter,
  reporter: NodeReporter,
): ReflectorSink<NodeObject> {
  return {
    listing: () => {
      images.nodesListing();
      reporter.nodesListing();
    },
    listed: () => images.nodesListed(),
    upsert: async node => {
      nodes.upsert(node);
      await Promise.all([images.node(node), reporter.node(node)]);
    },
    remove: ({ name }) => {
      images.nodeGone(name);
      reporter.nodeGone(name);
    },
  };
}

/** Hands events on; those of the first list are of the past. */
export function eventSink(
  intake: EventIntake,
  delivery: Delivery,
): ReflectorSink<ParsedEvent> {
  let live = false;
  return {
    upsert: event => intake.accept(event, live),
    remove: event => intake.forget(event),
    listed: async () => {
      await delivery.settled();
      live = true;
    },
  };
}
