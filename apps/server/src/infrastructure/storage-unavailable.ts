/** A storage account that cannot be reached, or that does not let Taleport do what it has to. */
export class StorageUnavailableError extends Error {
  /** `setting` is the one to look at; `reason` holds no secret. */
  constructor(setting: string, reason: string) {
    super(`The storage of ${setting} cannot be used: ${reason}`);
    this.name = 'StorageUnavailableError';
  }
}
