import { MetricsAddressError } from '../http/metrics-server.ts';
import { FolderInUseError } from '../infrastructure/folder-lock.ts';
import { DatabaseUnavailableError } from '../infrastructure/postgres/database-unavailable.ts';
import { StorageUnavailableError } from '../infrastructure/storage-unavailable.ts';
import { SettingsError } from './config.ts';
import { IdentityProviderError } from './find-identity-provider.ts';
import { RoleError } from './role.ts';
import { SecretError } from './secret.ts';
import { StudioBuildError } from './studio-build-error.ts';

/** SQLSTATE `insufficient_privilege` (PostgreSQL, appendix A). */
const insufficientPrivilege = '42501';

/** What a person at the terminal can act on is said in a line; the rest needs its stack. */
export function explain(error: unknown): string {
  const said = [
    SettingsError,
    FolderInUseError,
    DatabaseUnavailableError,
    StorageUnavailableError,
    MetricsAddressError,
    SecretError,
    RoleError,
    StudioBuildError,
    IdentityProviderError,
  ];
  if (error instanceof Error && said.some((kind) => error instanceof kind)) return error.message;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `The address is in use: ${error.message}. Set PORT to another one.`;
  }
  if (error instanceof Error && 'code' in error && error.code === insufficientPrivilege) {
    return `The database does not let Taleport do what it has to: ${error.message}. Make the user of DATABASE_URL the owner of the database.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
