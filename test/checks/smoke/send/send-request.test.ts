import { describe, expect, test } from 'vitest';
import type { RequestResult } from '../../../../src/checks/smoke/judge/judge-response.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import { pauseFor, sendUntilAnswered } from '../../../../src/checks/smoke/send/send-request.ts';
import { answer, result } from '../results.ts';

const lost: ProbeOutcome = { kind: 'transport', problem: 'connection reset (ECONNRESET)', cause: undefined };

describe('sendUntilAnswered', () => {
  test('sends again what got no answer, and counts the attempts', async () => {
    const { sent, results } = await send(['/slow', '/'], { '/slow': [lost, answer({ tookMs: 9 })] });

    expect(sent).toEqual(['/slow', '/slow', '/']);
    expect(results.map(({ request, attempts, outcome }) => [request.path, attempts, outcome.kind])).toEqual([
      ['/slow', 2, 'answer'],
      ['/', 1, 'answer'],
    ]);
  });

  test('returns with each result the data that it is judged by', async () => {
    const { results } = await send(['/'], {});

    expect(results).toEqual([
      {
        ...result({ path: '/' }, answer()),
        sent: ['hunter2'],
        at: 'shop-green',
        proved: { because: 'x', isUnread: false },
      },
    ]);
  });

  test('pauses between attempts, twice as long each time and never over two seconds', async () => {
    const { pauses, results } = await send(['/'], { '/': Array(8).fill(lost) }, { attempts: 8 });

    expect(pauses).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
    expect(results[0]?.attempts).toBe(8);
  });

  test('retries nothing once its time is up', async () => {
    const { sent, pauses } = await send(['/'], { '/': [lost, answer()] }, { signal: AbortSignal.abort() });

    expect({ sent, pauses }).toEqual({ sent: ['/'], pauses: [] });
  });
});

describe('pauseFor', () => {
  test('does not end before its time', async () => {
    const controller = new AbortController();
    let isOver = false;
    const pause = pauseFor(600_000, controller.signal).then(() => {
      isOver = true;
    });
    await new Promise(setImmediate);

    expect(isOver).toBe(false);
    controller.abort();
    await pause;
  });

  test('ends at once, without an error, if the time is up', async () => {
    await expect(pauseFor(600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

/** Sends these paths to a server that gives each of its answers in turn, and then a correct one. */
async function send(
  paths: readonly string[],
  answers: Readonly<Record<string, readonly ProbeOutcome[]>>,
  { attempts = 3, signal = new AbortController().signal } = {},
) {
  const left = new Map(Object.entries(answers).map(([path, list]) => [path, [...list]]));
  const sent: string[] = [];
  const pauses: number[] = [];
  const session = {
    send: async ({ path }: ProbeRequest) => {
      sent.push(path);
      return left.get(path)?.shift() ?? answer();
    },
    close: () => undefined,
  };
  const requests = paths.map((path) => ({
    ...{ request: result({ path }, answer()).request, at: 'shop-green', proved: { because: 'x', isUnread: false } },
    planned: {
      ...({
        method: 'GET',
        scheme: 'http',
        hostname: 'localhost',
        port: 80,
        host: 'localhost',
        servername: 'localhost',
      } as const),
      ...{ path, headers: { 'x-test': 'hunter2' }, timeoutMs: 5000 },
    },
  }));
  const results: RequestResult[] = [];
  for (const request of requests) {
    results.push(
      await sendUntilAnswered(request, {
        ...{ session, attempts, values: new Map(), signal },
        pause: async (tookMs) => void pauses.push(tookMs),
      }),
    );
  }
  return { sent, pauses, results };
}
