import { openFileSource, readPackage } from '../../packages/story-archive/src/index.ts';

const [file = ''] = process.argv.slice(2);
const source = await openFileSource(file);
await readPackage(source);
await source.close();
