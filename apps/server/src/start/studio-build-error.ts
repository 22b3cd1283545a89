/** The studio that was to be served could not be built; the build has said why. */
export class StudioBuildError extends Error {
  constructor() {
    super('Taleport does not start without its studio. Mend what is said above, or run "npm ci".');
    this.name = 'StudioBuildError';
  }
}
