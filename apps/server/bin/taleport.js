#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Taleport needs Node 26 or later, and this is ${process.version}. Start it with "npm start", which brings its own.`,
  );
  process.exit(1);
}

const [, , name, ...args] = process.argv;

/**
 * The same process with a flag of V8 that cannot be set later. Otherwise what has just been made fills 64 MB before it is
 * cleared away, also in a worker that has little to do.
 */
function startAgainWith(flag) {
  if (process.execArgv.includes(flag) || process.platform === 'win32') return;
  const args = [process.execPath, ...process.execArgv, flag, ...process.argv.slice(1)];
  process.execve(process.execPath, args, process.env);
}

const commands = {
  serve: async () => (await import('../src/start/run.ts')).run('serve'),
  api: async () => (await import('../src/start/run.ts')).run('api'),
  worker: async () => {
    startAgainWith('--max-semi-space-size=4');
    return (await import('../src/start/run.ts')).run('worker');
  },
  admin: async () => (await import('../src/start/admin-command.ts')).runAdminCommand(args),
};
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (!command) {
  console.error('Usage: taleport serve | api | worker | admin create | admin reset-password');
  process.exit(2);
}
const exitCode = await command();
if (exitCode !== undefined) process.exit(exitCode);
