import type { JobStatus } from '@taleport/contracts/jobs';

/**
 * Everything that can happen to a job, and between which states it moves it. The database knows the same pairs
 * (table `job_transitions`) and refuses any other.
 */
export const transitions = {
  claim: { from: ['Queued'], to: 'Running' },
  reclaim: { from: ['Running'], to: 'Running' },
  complete: { from: ['Running'], to: 'Completed' },
  fail: { from: ['Running'], to: 'Failed' },
  backOff: { from: ['Running'], to: 'Queued' },
  handBack: { from: ['Running'], to: 'Queued' },
  cancel: { from: ['Queued', 'Running'], to: 'Canceled' },
  outwait: { from: ['Queued'], to: 'Failed' },
  expire: { from: ['Completed'], to: 'Expired' },
  retry: { from: ['Failed', 'Canceled', 'Expired'], to: 'Queued' },
} as const satisfies Record<string, { from: readonly JobStatus[]; to: JobStatus }>;

export type JobEvent = keyof typeof transitions;
