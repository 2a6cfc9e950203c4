import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { parseJson } from '../../hook/parse-json.ts';

/** The answers of a client as they came, before the SDK leaves out what it does not know. */
type Recording = {
  /** The last answer, parsed; undefined if there was none or it is not valid JSON. */
  last(): unknown;
  stop(): void;
};

const name = 'greenlightRecordBodies';

/** Keeps what ECS answers beside what the SDK makes of it. */
export function recordBodies(client: Pick<ECSClient, 'middlewareStack'>): Recording {
  let last: unknown;
  client.middlewareStack.add(
    (next) => async (call) => {
      const result = await next(call);
      const response = result.response as { body?: unknown };
      if (response.body instanceof Readable) {
        const bytes = await buffer(response.body);
        last = parseJson(bytes.toString('utf8'));
        response.body = Readable.from([bytes]);
      }
      return result;
    },
    // Between the network and the SDK's own reading of the answer.
    { step: 'deserialize', priority: 'low', name, override: true },
  );
  return { last: () => last, stop: () => void client.middlewareStack.remove(name) };
}
