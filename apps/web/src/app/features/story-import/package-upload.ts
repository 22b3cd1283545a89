import type { ApiProblem } from '../../core/api-problem.ts';

/** A package on its way to the server. */
export interface PackageUpload {
  readonly file: File;
  /** `waiting`: nobody answers for now, and it is tried again. */
  readonly state: 'sending' | 'waiting' | 'failed';
  readonly sentBytes: number;
  readonly secondsLeft?: number | undefined;
  readonly problem?: ApiProblem;
}
