import type { RequestListener } from 'node:http';
import type { AwsIdentity } from '../../../../src/checks/smoke/auth/sign-request.ts';
import { httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import type { SecretReader } from '../../../../src/checks/smoke/variables/read-secrets.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import type { Verdict } from '../../../../src/hook/verdict.ts';
import { awsError } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor, gateSince } from '../../check-context.ts';
import { serveHttp } from '../local-servers.ts';

export const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

/** What a test server received. */
export type Received = { method: string; url: string; headers: NodeJS.Dict<string | string[]>; body: string };

/** Secrets by their names; every read is counted. */
export function storedSecrets(stored: Readonly<Record<string, string>>) {
  const reads: string[] = [];
  const read = (service: string, code: string) => async (id: string) => {
    reads.push(`${service}:${id}`);
    if (!Object.hasOwn(stored, id)) throw awsError(code, code);
    return stored[id];
  };
  const reader: SecretReader = {
    readSecret: read('secretsmanager', 'ResourceNotFoundException'),
    readParameter: read('ssm', 'ParameterNotFound'),
  };
  return { reader, reads };
}

/** Runs a suite against a server that answers with `handle`, in as many calls as it asks for. */
export async function runSuite(
  suite: JsonObject,
  handle: (request: Received) => { status?: number; headers?: Record<string, string | string[]>; body?: unknown },
  parts: { reader?: SecretReader; identity?: AwsIdentity } = {},
) {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    received.push({ method, url, headers, body });
    const { status = 200, headers: sent = {}, body: answer = 'ok' } = handle({ method, url, headers, body });
    response.writeHead(status, sent).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  };
  const { port } = await serveHttp(listener);
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: async () => ({ found: false, looked: true, reason: 'not part of these tests' }),
    pause: async () => {},
    ...(parts.reader && { loadSecretReader: async () => parts.reader as SecretReader }),
    ...(parts.identity && { identity: parts.identity }),
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  const context = await contextFor(check, { baseUrl, allowUnproved: true, ...suite });
  const verdicts: Verdict[] = [];
  for (let tookMs = 0; verdicts.length < 20; ) {
    const clock = { now: () => new Date(gateSince.getTime() + tookMs) };
    // As it travels.
    const state = JSON.parse(JSON.stringify(verdicts.at(-1)?.state ?? null)) as JsonValue;
    const verdict = await check.run(target, { ...context, clock, state });
    verdicts.push(verdict);
    if (verdict.kind !== 'wait') return { verdict, verdicts, received, baseUrl };
    tookMs += (verdict.retryAfterSeconds ?? 1) * 1000;
  }
  throw new Error('it never ends');
}
