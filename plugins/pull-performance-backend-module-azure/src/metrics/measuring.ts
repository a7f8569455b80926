import { DiskSample } from 'backstage-plugin-pull-performance-common';
import { NodeDiskRequest } from 'backstage-plugin-pull-performance-node';
import { AzureCluster } from '../AzureCluster';
import { NodeLocations } from '../nodes/locateNodes';
import { MachineDisks } from './MachineDisks';
import { MetricProblems } from './MetricProblems';

/** All that measuring the nodes of one cluster once needs. */
export interface Measuring {
  cluster: AzureCluster;
  nodeResourceGroup: string;
  nodes: NodeLocations;
  disks: MachineDisks;
  /** Takes what went wrong. */
  found: MetricProblems;
  request: NodeDiskRequest;
}

/** By node. */
export type Samples = Map<string, DiskSample[]>;
