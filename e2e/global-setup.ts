import { buildStudio } from './build-studio.ts';

/** Once, before all journeys. */
export const setup = buildStudio;
