import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { routePath } from '@taleport/contracts/route';
import { appendHeaders, tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import { signIn } from '../../scripts/author.ts';
import { endProcess } from '../../scripts/demo/end-process.ts';
import { startServer } from '../bench-server.ts';

/** A server that takes a file. */
export interface Contestant {
  readonly name: string;
  readonly pid: number;
  /** What curl is told of where the next file goes, and how. */
  target(sizeBytes: number): Promise<readonly string[]>;
  /** Removes the file. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Taleport as it is, in a data folder of its own. */
export async function startTaleport(dataDir: string): Promise<Contestant> {
  const server = await startServer(dataDir);
  const author = await signIn(server.url);
  let uploadId = '';
  const onUpload = () => ({ parameters: { uploadId }, headers: tusHeaders });
  return {
    name: 'taleport',
    pid: server.process.pid ?? 0,
    async target(sizeBytes) {
      uploadId = await author.beginUpload(sizeBytes);
      const { href } = new URL(routePath(uploadRoutes.append, { uploadId }), server.url);
      const sent = { ...appendHeaders(0), authorization: `Bearer ${author.token}` };
      const lines = Object.entries(sent).flatMap(([name, value]) => [
        '--header',
        `${name}: ${value}`,
      ]);
      return ['--request', uploadRoutes.append.method, ...lines, href];
    },
    async clear() {
      const { headers } = await author.call(uploadRoutes.offset, onUpload());
      if (headers.get('upload-offset') !== headers.get('upload-length')) {
        throw new Error('Not all of the file has come');
      }
      await author.call(uploadRoutes.remove, onUpload());
    },
    stop: () => server.stop(),
  };
}

/** The least that a server can do: writes the body to a file, and answers when it is synced. */
export async function startBareServer(path: string): Promise<Contestant> {
  const program = join(import.meta.dirname, 'bare-server.ts');
  const server = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface(server.stdout), 'line')) as [string];
  const request = async (method: string) => void (await fetch(url, { method }));
  return {
    name: 'bare server',
    pid: server.pid ?? 0,
    target: async () => [url],
    clear: () => request('DELETE'),
    stop: async () => void (await endProcess(server, 'SIGTERM')),
  };
}
