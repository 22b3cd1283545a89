import { newSecret, startSurroundings } from '../azure/surroundings.ts';
import { type DemoServer, startDemoServer } from '../demo/demo-server.ts';
import { type MediaPlan, putMediaStory } from './put-media-story.ts';
import { type WatchedStorage, watchStorage } from './watched-storage.ts';

/** Processes with a story on them whose export is to be measured. */
export interface ExportProcesses {
  readonly url: string;
  readonly storyId: string;
  /** The blob service as the workers use it; undefined where blobs are files. */
  readonly storage: WatchedStorage | undefined;
  /** The process that runs jobs. */
  workerPid(): number;
  /** Kills it, and starts another one. */
  replaceWorker(): Promise<void>;
  stop(): Promise<void>;
}

interface Start {
  readonly isAzure: boolean;
  /** For what the servers and their storage keep; of whoever asks, and his to remove. */
  readonly folder: string;
  readonly media: readonly MediaPlan[];
  readonly say: (line: string) => void;
}

/** One process on a data folder, or an api and a worker on PostgreSQL and Azurite, with a story of this media. */
export function startForExport(start: Start): Promise<ExportProcesses> {
  return start.isAzure ? startOnAzure(start) : startEmbedded(start);
}

const environment = { LOG_LEVEL: 'error', DEMO: 'off' };

async function startEmbedded({ folder, media, say }: Start): Promise<ExportProcesses> {
  const storyId = await putMediaStory({ environment: { DATA_DIR: folder }, media, say });
  let server = await startDemoServer(folder, environment);
  return {
    ...{ url: server.url, storyId, storage: undefined },
    workerPid: () => server.process.pid ?? 0,
    async replaceWorker() {
      server.process.kill('SIGKILL');
      server = await startDemoServer(folder, environment);
    },
    stop: () => server.stop(),
  };
}

async function startOnAzure({ folder, media, say }: Start): Promise<ExportProcesses> {
  const surroundings = await startSurroundings({ hasManyBlobs: true });
  const shared = { ...environment, ...surroundings.settings, SECRET: newSecret() };
  const storage = await watchStorage(shared.AZURE_STORAGE_CONNECTION_STRING);
  const watched = { ...shared, AZURE_STORAGE_CONNECTION_STRING: storage.connectionString };
  const started: DemoServer[] = [];
  const start = async (role: 'api' | 'worker') => {
    const server = await startDemoServer(folder, role === 'api' ? shared : watched, role);
    started.push(server);
    return server;
  };
  const stop = async () => {
    await Promise.all(started.map((each) => each.stop()));
    await storage.stop();
    await surroundings.stop();
  };
  try {
    const storyId = await putMediaStory({ environment: shared, media, say });
    const [api, first] = await Promise.all([start('api'), start('worker')]);
    let worker = first;
    return {
      ...{ url: api.url, storyId, storage },
      workerPid: () => worker.process.pid ?? 0,
      async replaceWorker() {
        worker.process.kill('SIGKILL');
        worker = await start('worker');
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
