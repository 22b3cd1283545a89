import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { StudioBuildError } from '../apps/server/src/start/studio-build-error.ts';

/** What `npm start` does: builds the studio where it has changed, and meanwhile the server makes its database ready. */
async function buildStudio(): Promise<void> {
  const program = join(import.meta.dirname, '../apps/web/build.ts');
  // Types are checked by `npm run types`: who waits for a server need not wait for that.
  const env = { ...process.env, NG_BUILD_TYPE_CHECK: '0' };
  const build = fork(program, { env });
  process.once('exit', () => build.kill());
  // It goes on with what makes the studio smaller, which nobody waits for.
  build.once('message', () => {
    build.disconnect();
    build.unref();
  });
  const [code] = await Promise.race([once(build, 'message'), once(build, 'exit')]);
  if (code !== 'built') throw new StudioBuildError();
}

const studio = buildStudio();
// Whoever waits for it hears of it; it may be before.
studio.catch(() => undefined);
// The build takes longest, so it begins before the server is loaded.
const { run } = await import('../apps/server/src/start/run.ts');
const exitCode = await run('serve', studio);
if (exitCode !== undefined) process.exit(exitCode);
