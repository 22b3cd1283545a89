#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Taleport needs Node 26 or later, and this is ${process.version}. Start it with "npm start", which brings its own.`,
  );
  process.exit(1);
}

const [, , name, ...args] = process.argv;
const commands = {
  serve: async () => (await import('../src/start/run.ts')).run('serve'),
  api: async () => (await import('../src/start/run.ts')).run('api'),
  worker: async () => {
    // Otherwise what has just been made fills up to 64 MB before it is cleared away, also in a worker that has little to do.
    setFlagsFromString('--semi-space-growth-factor=1');
    return (await import('../src/start/run.ts')).run('worker');
  },
  admin: async () => (await import('../src/start/create-admin.ts')).createAdmin(args),
};
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
if (!command) {
  console.error('Usage: taleport serve | api | worker | admin create --email ADDRESS');
  process.exit(2);
}
const exitCode = await command();
if (exitCode !== undefined) process.exit(exitCode);
