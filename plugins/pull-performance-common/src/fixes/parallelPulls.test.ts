import { PullingTime } from '../schema/openapi';
import {
  afterChange,
  graded,
  healthyFacts,
  judged,
  node,
  onlyThat,
  reason,
  Row,
} from './__testUtils__/facts';

function pulling(others?: Partial<PullingTime>): PullingTime {
  return {
    seconds: 1000,
    observedSeconds: 1000,
    busySeconds: 0,
    throttledSeconds: 600,
    throttledBy: 'iops',
    ...others,
  };
}

describe('parallel-pulls', () => {
  const applying = () => {
    const facts = graded(healthyFacts(), 'pullTime', 'D');
    facts.scorecard.clusters[0].queueShare = 0.6;
    facts.clusters[0].kubernetesVersions = ['v1.30.9', 'v1.31.2'];
    facts.nodes[0].parallelPulls = { mode: 'serial', basis: '' };
    return facts;
  };
  const noSource: Row[1] = f => {
    f.nodes[0] = node({
      health: 'unknown',
      reason,
      parallelPulls: { mode: 'serial', basis: '' },
      pulling: pulling({ observedSeconds: 0, throttledSeconds: 0 }),
    });
  };

  it.each<Row>([
    [
      'target met',
      f => {
        f.scorecard.areas.pullTime = {
          ...f.scorecard.areas.pullTime,
          grade: 'A',
          value: 1,
        };
      },
      'slow-pulls',
      'unmet',
    ],
    [
      'a fifth of the waiting',
      f => {
        f.scorecard.clusters[0].queueShare = 0.2;
      },
      'queueing',
      'met',
    ],
    [
      'less',
      f => {
        f.scorecard.clusters[0].queueShare = 0.19;
      },
      'queueing',
      'unmet',
    ],
    [
      'not told',
      f => {
        delete f.scorecard.clusters[0].queueShare;
      },
      'queueing',
      'unknown',
    ],
    [
      'no share',
      f => {
        f.scorecard.clusters[0].queueShare = 7;
      },
      'queueing',
      'unknown',
    ],
    [
      'no pulls there',
      f => {
        f.scorecard.clusters = [];
      },
      'queueing',
      'unknown',
    ],
    [
      'parallel, as far as is known',
      f => {
        f.nodes[0].parallelPulls.mode = 'unknown';
      },
      'serial-nodes',
      'unmet',
    ],
    [
      'nobody tells',
      f => {
        f.nodes.forEach(one => {
          one.parallelPulls.mode = 'unknown';
        });
      },
      'serial-nodes',
      'unknown',
    ],
    [
      'a busy disk',
      f => {
        f.nodes[0].pulling = pulling({
          busySeconds: 300,
          throttledSeconds: 200,
        });
      },
      'disks-keep-up',
      'unmet',
    ],
    [
      'a disk that is seldom busy',
      f => {
        f.nodes[0].pulling = pulling({
          busySeconds: 300,
          throttledSeconds: 199,
        });
      },
      'disks-keep-up',
      'met',
    ],
    [
      'a busy disk of a parallel node',
      f => {
        f.nodes[1].pulling = pulling();
      },
      'disks-keep-up',
      'met',
    ],
    [
      'a disk that was seldom measured',
      f => {
        f.nodes[0].pulling = pulling({
          observedSeconds: 499,
          throttledSeconds: 0,
        });
      },
      'disks-keep-up',
      'unknown',
    ],
    ['a disk that nobody measures', noSource, 'disks-keep-up', 'unknown'],
    [
      'AKS of a version that pulls in parallel',
      f => {
        f.clusters[0].kubernetesVersions = ['v1.34.1'];
      },
      'can-be-set',
      'met',
    ],
    [
      'AKS of an unknown version',
      f => {
        f.clusters[0].kubernetesVersions = [];
      },
      'can-be-set',
      'unknown',
    ],
    [
      'elsewhere',
      f => {
        f.clusters[0].pools[0].label = 'node.kubernetes.io/instance-type';
      },
      'can-be-set',
      'met',
    ],
    [
      'nobody knows where',
      f => {
        f.clusters = [];
      },
      'can-be-set',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'parallel-pulls', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it('says why', () => {
    expect(judged(applying(), 'parallel-pulls').why).toBe(
      'p95 wait of 32.1 s in weu, target 10.0 s; 60\u202f% of the waiting was in the queue behind other pulls, and 1 node ran one pull after the other.',
    );
  });

  it('names the reason why disks are unknown', () => {
    const facts = applying();
    noSource(facts);
    expect(judged(facts, 'parallel-pulls').why).toBe('Something is unknown.');
  });
});
