import type { Hono } from 'hono';
import { type HttpApiAnswer, httpApiEvent, type RunningFunction } from '../deployed.ts';

type Environment = { requestContext?: object };

/** A desk in a process of its own, as a browser and a signed request find it. */
export function deskOverWire(desk: Pick<RunningFunction, 'invoke'>): Pick<Hono, 'request'> {
  return {
    async request(path, init: RequestInit = {}, environment = {}) {
      const { method = 'GET', body } = init;
      const event = httpApiEvent(method, String(path), typeof body === 'string' ? body : undefined);
      const { requestContext } = environment as Environment;
      const answer = (await desk.invoke({
        ...event,
        requestContext: { ...(event['requestContext'] as object), ...requestContext },
      })) as HttpApiAnswer;
      return new Response(answer.body, { status: answer.statusCode, headers: answer.headers });
    },
  };
}
