import { SimulatedObject } from '../../simulation/objects';
import { KubernetesObject } from './json';
import { renderEvent } from './renderEvent';
import { NodeFacts, renderNode } from './renderNode';
import { renderPod } from './renderPod';
import { renderJob, renderReplicaSet, renderWorkload } from './renderWorkload';

/** An object as the API server would tell it now; it shares nothing that changes later. */
export function renderObject(
  object: SimulatedObject,
  facts: NodeFacts,
): KubernetesObject {
  switch (object.kind) {
    case 'Event':
      return renderEvent(object);
    case 'Pod':
      return renderPod(object);
    case 'Node':
      return renderNode(object, facts);
    case 'ReplicaSet':
      return renderReplicaSet(object);
    case 'Job':
      return renderJob(object);
    default:
      return renderWorkload(object);
  }
}
