import { once } from 'node:events';
import { Agent, request as ask } from 'node:http';
import { text } from 'node:stream/consumers';
import { paced } from './paced.ts';

/** One request for which 202 is the answer. */
export interface StormRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Storm {
  /** Sent first, at the same pace, and not measured: a server and a client that have just begun are slow. */
  readonly warmUp: readonly StormRequest[];
  readonly requests: readonly StormRequest[];
  readonly perSecond: number;
}

/**
 * A process of its own, so that whatever is measured has the same client, which has done nothing before. Takes a Storm on its
 * standard input, and prints how many milliseconds each answer took.
 */
const { warmUp, requests, perSecond } = JSON.parse(await text(process.stdin)) as Storm;
// Not `fetch`, which does more for each request, on the processors that the server needs as well.
const agent = new Agent({ keepAlive: true });
await send(warmUp);
console.log(JSON.stringify(await send(requests)));
agent.destroy();

function send(all: readonly StormRequest[]): Promise<number[]> {
  return paced({ perSecond, times: all.length }, async (index) => {
    const { url, headers } = all[index] as StormRequest;
    const request = ask(url, { method: 'POST', headers, agent });
    request.end();
    const [response] = await once(request, 'response');
    const answer = await text(response);
    if (response.statusCode !== 202)
      throw new Error(`${url} answered ${response.statusCode}: ${answer}`);
  });
}
