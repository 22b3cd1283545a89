#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `Taleport needs Node 26 or later, and this is ${process.version}. Start it with "npm start", which brings its own.`,
  );
  process.exit(1);
}

const commands = { serve: async () => (await import('../src/start/serve.ts')).serve() };
const command = commands[process.argv[2]];
if (!command) {
  console.error(`Usage: taleport ${Object.keys(commands).join(' | ')}`);
  process.exit(2);
}
const exitCode = await command();
if (exitCode !== undefined) process.exit(exitCode);
