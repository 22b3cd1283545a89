import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { run } from '../apps/server/src/start/run.ts';
import { StudioBuildError } from '../apps/server/src/start/studio.ts';

/** What `npm start` does: builds the studio where it has changed, and meanwhile the server makes its database ready. */
async function buildStudio(): Promise<void> {
  const program = join(import.meta.dirname, '../apps/web/build.ts');
  // Types are checked by `npm run types`: who waits for a server need not wait for that.
  const env = { ...process.env, NG_BUILD_TYPE_CHECK: '0' };
  const build = spawn(process.execPath, [program], { stdio: 'inherit', env });
  process.once('exit', () => build.kill());
  const [code] = await once(build, 'exit');
  if (code !== 0) throw new StudioBuildError();
}

const studio = buildStudio();
// Whoever waits for it hears of it; it may be before.
studio.catch(() => undefined);
const exitCode = await run('serve', studio);
if (exitCode !== undefined) process.exit(exitCode);
