import { readFileSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { type HttpProbe, httpProbe } from '../../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../../src/checks/smoke/smoke-check.ts';
import { parseSuite } from '../../../../src/checks/smoke/suite/parse-suite.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import { FakeEcs } from '../../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../../deployment/target-of-event.ts';
import { contextFor, gateSince } from '../../check-context.ts';
import { serveHttp, serveHttps } from '../local-servers.ts';
import { selfSigned } from '../self-signed.ts';
import { storedSecrets } from '../variables/run-suite.ts';

/** The suites of the guide, by their headings. */
export const recipes: ReadonlyMap<string, string> = readRecipes();

function readRecipes(): ReadonlyMap<string, string> {
  const guide = readFileSync(
    fileURLToPath(new URL('../../../../docs/guides/smoke-recipes.md', import.meta.url)),
    'utf8',
  );
  return new Map(
    guide
      .split(/^## /m)
      .slice(1)
      .flatMap((section) => {
        const [heading = ''] = section.split('\n', 1);
        const [, suite] = /```yaml\n(.*?)```/s.exec(section) ?? [];
        return suite === undefined ? [] : [[heading, suite] as const];
      }),
  );
}

/** A request as a server receives it. `times` counts those of the same route, this one included. */
export type Asked = { path: string; headers: NodeJS.Dict<string | string[]>; body: string; times: number };

/** What a server does with a request: answers it, or `reset`s the connection; `cut` ends it in the middle of the body, `mute` never answers. */
export type Reaction =
  | { status?: number; headers?: OutgoingHttpHeaders; body?: unknown; takesMillis?: number }
  | 'reset'
  | 'cut'
  | 'mute';

/** By `GET /health`, without the query. A route that is missing is a 404. */
export type Routes = Readonly<Record<string, Reaction | ((asked: Asked) => Reaction)>>;

export const green = { tag: '4f1c2e9ab0d35718', digest: `sha256:${'b'.repeat(64)}` };
export const blue = { tag: '1111111fffd35718', digest: `sha256:${'a'.repeat(64)}` };
export const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const blueArn = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';

/** What the guide stores in AWS. */
export const stored = { 'shop/smoke': '{"clientSecret":"cl1ent-secret"}', '/shop/smoke-password': 'pa55-w0rd' };
export const authority = selfSigned('www.shop.example');

/** Serves the routes, over TLS if the suite verifies certificates in its own way. */
export async function serveRoutes(suite: string, routes: Routes, { cert, key } = authority) {
  const log: string[] = [];
  const isTls = /^tls:/m.test(suite);
  const handle = (request: IncomingMessage, response: ServerResponse) => react(request, response, routes, log);
  const { port } = isTls ? await serveHttps({ cert, key }, handle) : await serveHttp(handle);
  return { log, url: `${isTls ? 'https' : 'http'}://127.0.0.1:${port}` };
}

/** With a token endpoint that the test can serve, because only addresses of this machine can be reached. */
export function withTokenUrl(suite: string, url: string): string {
  return suite.replace('https://id.shop.example', url);
}

async function react(request: IncomingMessage, response: ServerResponse, routes: Routes, log: string[]): Promise<void> {
  const { method = '', url = '', headers } = request;
  const route = `${method} ${url.replace(/\?.*/, '')}`;
  log.push(route);
  const body = await text(request);
  const times = log.filter((each) => each === route).length;
  const found = routes[route] ?? { status: 404 };
  const reaction = typeof found === 'function' ? found({ path: url, headers, body, times }) : found;
  if (typeof reaction === 'object') return answer(response, reaction);
  if (reaction === 'reset') request.socket.destroy();
  if (reaction === 'cut') {
    response.writeHead(200, { 'content-length': '1000' }).write('begun');
    setImmediate(() => request.socket.destroy());
  }
}

function answer(response: ServerResponse, reaction: Exclude<Reaction, string>): void {
  const { status = 200, headers: sent = {}, body = '', takesMillis = 0 } = reaction;
  const type = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
  response.writeHead(status, { ...type, [takesHeader]: takesMillis, ...sent });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Runs a suite of the guide as ECS does, in as many calls as it asks for, on a clock that moves only by what it waits. */
export async function playRecipe(suite: string, url: string, more: JsonObject = {}) {
  const parsed = parseSuite(suite);
  if (!parsed.ok) throw new Error(parsed.reason);
  let tookMs = 0;
  const clock = { now: () => new Date(gateSince.getTime() + tookMs) };
  const check = recipeCheck(async (paused) => {
    tookMs += paused;
  });
  // Certificates need a name to be valid for.
  const host = url.startsWith('https:') ? { host: 'www.shop.example' } : {};
  const context = await contextFor(check, { ...parsed.keys, ...host, baseUrl: url, ...more });
  let state: JsonValue | undefined;
  for (let calls = 1; calls < 100; calls += 1) {
    const verdict = await check.run(target, { ...context, clock, state });
    if (verdict.kind !== 'wait') return { verdict, calls, seconds: tookMs / 1000 };
    // As it travels.
    state = JSON.parse(JSON.stringify(verdict.state ?? state ?? null)) as JsonValue;
    tookMs += (verdict.retryAfterSeconds ?? 1) * 1000;
  }
  throw new Error('it never ends');
}

/** How long a server takes is what it says in this header, so that a busy machine changes no result. */
const takesHeader = 'x-takes-millis';
const realProbe = httpProbe({ allowLoopback: true });

const probe: HttpProbe = {
  ...realProbe,
  open(connections) {
    const session = realProbe.open(connections);
    return {
      ...session,
      async send(request, signal) {
        const outcome = await session.send(request, signal);
        if (outcome.kind !== 'answer') return outcome;
        const tookMs = Number(outcome.headers[takesHeader]?.[0] ?? 0);
        return { ...outcome, tookMs, firstByteMs: tookMs };
      },
    };
  },
};

function recipeCheck(pause: (tookMs: number) => Promise<void>) {
  return smokeCheck({
    probe,
    discover: () => Promise.reject(new Error('not to be discovered')),
    loadValueReader: async () => Object.assign(ecs(), { describeTaskDefinition: async () => undefined }),
    loadSecretReader: async () => storedSecrets(stored).reader,
    readAuthority: async (reference) => (reference === 'ssm:/shop/ca' ? authority.cert : undefined),
    pause,
  });
}

function ecs(): FakeEcs {
  const fake = new FakeEcs();
  const revision = ({ tag, digest }: typeof green) => ({
    containerImages: [{ containerName: 'app', image: `shop/app:${tag}`, imageDigest: digest }],
  });
  fake.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [{ arn: blueArn }] });
  fake.revisions.set(target.revisionArn, revision(green));
  fake.revisions.set(blueArn, revision(blue));
  return fake;
}
