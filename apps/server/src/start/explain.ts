import { FolderInUseError } from '../infrastructure/pglite/folder-lock.ts';
import { SettingsError } from './config.ts';
import { SecretError } from './secret.ts';

/** What a person at the terminal can act on is said in a line; the rest needs its stack. */
export function explain(error: unknown): string {
  const said = [SettingsError, FolderInUseError, SecretError];
  if (error instanceof Error && said.some((kind) => error instanceof kind)) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The address is in use: ${error.message}. Set PORT to another one.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
