import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Ends the process with what to do when the other libraries are not there. */
export function requirePeers(): void {
  if (existsSync(join(import.meta.dirname, 'node_modules'))) return;
  console.error('The libraries to compare with are not installed. Run: npm ci --prefix bench');
  process.exit(1);
}
