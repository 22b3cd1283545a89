import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * To be loaded before a program with `--import`: makes every sync to the disk do nothing, in this process only. So the
 * product needs no switch that nobody but a benchmark would use.
 */
const file = await open('/dev/null');
const prototype: FileHandle = Object.getPrototypeOf(file);
await file.close();
prototype.sync = async () => undefined;
prototype.datasync = async () => undefined;
fs.fsyncSync = () => undefined;
fs.fdatasyncSync = () => undefined;
syncBuiltinESMExports();
