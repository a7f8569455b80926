import {
  change,
  changePage,
  ephemeralDisk,
  estargz,
  fix,
  fixPage,
  parallelPulls,
  recordedChange,
  serviceWorkload,
  workloadPage,
} from '../src/__testUtils__/fixes';
import { PullPerformanceApi } from '../src';

/** Fixes in every state, changes with and without figures, and one workload. */
export const devFixes: Pick<
  PullPerformanceApi,
  'listFixes' | 'listChanges' | 'listWorkloads' | 'confirmRollout'
> = {
  async listFixes() {
    return fixPage([fix(), ephemeralDisk, parallelPulls, estargz]);
  },
  async listChanges() {
    return changePage([recordedChange, change()]);
  },
  async listWorkloads() {
    return workloadPage([serviceWorkload()]);
  },
  async confirmRollout() {
    return change();
  },
};
