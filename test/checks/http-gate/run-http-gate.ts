import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Asked } from '../../../src/checks/http-gate/ask/asked.ts';
import { type HttpGateParts, httpGateCheck } from '../../../src/checks/http-gate/http-gate-check.ts';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import type { Check } from '../../../src/hook/check.ts';
import type { JsonObject, JsonValue } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor, gateSince } from '../check-context.ts';
import { serveHttp } from '../smoke/local-servers.ts';

export const asking = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

/** As `openssl rand -base64 32` would make one. */
export const webhookKey = `whsec_${Buffer.from('a key of 32 bytes, for the tests').toString('base64')}`;

/** One request that a team's system got. */
export type Received = { headers: IncomingMessage['headers']; body: string };

/** A team's system on this computer, and a gate that asks it. */
export class AskedSystem {
  readonly received: Received[] = [];
  readonly ecs = new FakeEcs();
  stored: string | undefined = webhookKey;
  state: JsonValue | undefined;
  polls = 0;
  port = 0;
  /** When the gate was first called. */
  since = gateSince;
  parts: Partial<HttpGateParts> = {};

  /** @param answer - one answer for every call, or what to do with each request */
  static async start(answer: JsonValue | RequestListener): Promise<AskedSystem> {
    const system = new AskedSystem();
    const listener = typeof answer === 'function' ? answer : answerJson(JSON.stringify(answer));
    const { port } = await serveHttp(async (request, response) => {
      system.received.push({ headers: request.headers, body: await text(request) });
      listener(request, response);
    });
    return Object.assign(system, { port });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/shop`;
  }

  get check(): Check<never> {
    return httpGateCheck({
      probe: httpProbe({ allowLoopback: true }),
      hosts: [`127.0.0.1:${this.port}`],
      functions: { call: async () => ({ kind: 'unanswered', problem: 'no function is here' }) satisfies Asked },
      loadSecretReader: async () => ({ readSecret: async () => this.stored, readParameter: async () => this.stored }),
      ecs: this.ecs,
      callbacks: undefined,
      ...this.parts,
    }) as Check<never>;
  }

  /** One call of the gate, this many minutes after its first one. What it says about its state is kept, as the kit keeps it. */
  async ask(hookDetails: JsonObject = {}, minutes = 0, target = asking): Promise<Verdict> {
    const { check } = this;
    const given = 'lambda' in hookDetails ? {} : { url: this.url, secret: 'secretsmanager:shop/gate-key' };
    const context = await contextFor(check, { ...given, ...hookDetails }, { minutes });
    const gate = { ...context.gate, name: 'release.http-gate', since: this.since, polls: this.polls };
    const clock = { now: () => new Date(this.since.getTime() + minutes * 60_000) };
    const verdict = await check.run(target, { ...context, clock, gate, state: this.state });
    if (verdict.state !== undefined) this.state = verdict.state;
    this.polls += 1;
    return verdict;
  }
}

export function answerJson(body: string, status = 200, type = 'application/json'): RequestListener {
  return (_request: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': type }).end(body);
}
