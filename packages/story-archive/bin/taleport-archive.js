#!/usr/bin/env node
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 26) {
  console.error(
    `taleport-archive needs Node 26 or later, and this is ${process.version}. Run it with "npx taleport-archive", which brings its own.`,
  );
  process.exit(1);
}

const { runCommand } = await import('../src/command.ts');
process.exitCode = await runCommand(process.argv.slice(2), {
  out: console.log,
  error: console.error,
});
