import { blue, green, type Reaction, type Routes, target } from './play-recipe.ts';

/** A fault of a release: the routes that differ, and what the gate says then. */
export type BadRelease = { routes: Routes; kind?: 'fail' | 'error'; reason: RegExp };

/** The service that a recipe is for: a good release, and bad ones. */
export type Service = {
  /** Afresh for every run, because some keep what was written. */
  good(): Routes;
  bad: Readonly<Record<string, BadRelease>>;
  /** Whether the answers prove which version sent them. */
  isProved?: true | undefined;
  /** What a good release received in the end, where the order matters. */
  sent?: readonly string[];
};

const json = (body: unknown, status = 200): Reaction => ({ status, body });
/** Answers in order, the last one from then on. */
const inTurn =
  (...answers: Reaction[]) =>
  ({ times }: { times: number }): Reaction =>
    answers[times - 1] ?? answers.at(-1) ?? 'reset';
const html = { 'content-type': 'text/html; charset=utf-8' };
const own503: Reaction = { status: 503, headers: { server: 'nginx' } };

/** By the headings of the guide. */
export const services: Readonly<Record<string, Service>> = {
  'A page with a test header and some text': {
    good: () => ({
      'GET /': ({ headers }) => ({
        body: headers['x-amzn-ecs-blue-green-test'] === 'test' ? '<h1>Green Version</h1>' : '<h1>Blue Version</h1>',
      }),
    }),
    bad: {
      'the old page': { routes: { 'GET /': { body: '<h1>Blue Version</h1>' } }, reason: /text not found in the body/ },
      'an error with the right text': {
        routes: { 'GET /': { status: 500, body: 'Green Version' } },
        reason: /status 500, \d+ ms \(allowed status 200, body with "Green Version"\)/,
      },
      'a connection that breaks': { routes: { 'GET /': 'cut' }, kind: 'error', reason: /without an answer/ },
    },
  },
  'An address that answers 200': {
    good: () => ({ 'GET /health': {} }),
    bad: {
      'another success': {
        routes: { 'GET /health': { status: 204 } },
        reason: /status 204, \d+ ms \(allowed status 200\)/,
      },
      'a reset connection': { routes: { 'GET /health': 'reset' }, kind: 'error', reason: /ECONNRESET.*3 attempts/ },
    },
  },
  'Any successful status within 30 seconds': {
    good: () => ({ 'GET /': { status: 204 } }),
    bad: {
      'a login page': {
        routes: { 'GET /': { status: 302, headers: { location: '/login' } } },
        reason: /status 302.*allowed status 2xx/,
      },
      'an error': { routes: { 'GET /': { status: 500 } }, reason: /status 500/ },
      'no answer in time': {
        routes: { 'GET /': 'mute' },
        kind: 'error',
        reason: /no answer within 1000 ms, 3 attempts$/,
      },
    },
  },
  'Health, readiness, and the digest that was deployed': {
    good: () => ({ 'GET /health': {}, 'GET /ready': {}, 'GET /version': json({ digest: green.digest }) }),
    bad: {
      'not ready': { routes: { 'GET /ready': { status: 503 } }, reason: /GET \/ready found status 503/ },
      'the old version': {
        routes: { 'GET /version': json({ digest: blue.digest }) },
        reason: /not settled after 60 s: .*\$\.digest is "sha256:aaaa/,
      },
      'no digest': { routes: { 'GET /version': json({ version: '1' }) }, reason: /\$\.digest is missing/ },
    },
  },
  'An event through an API with OAuth2 and a private authority': {
    good: events,
    sent: ['POST /events', 'GET /events', 'GET /events', 'GET /events', 'GET /events/e42', 'DELETE /events/e42'],
    bad: {
      'an event that never appears': {
        routes: { 'GET /events': json({ events: [] }) },
        reason: /GET \/events.* found .*\$\.events is a list of 0.*still after 120 s/,
      },
      'an event without an id': {
        routes: { 'GET /events': json({ events: [{ key: target.revisionId }] }) },
        reason: /capture id: \$\.events\[0\]\.id is missing/,
      },
      "somebody else's event": {
        routes: { 'GET /events/e42': json({ id: 'e42', key: 'other', type: 'smoke' }) },
        reason: /\$\.key is "other"/,
      },
      'an event that was not taken': {
        routes: { 'POST /events': { status: 500 } },
        reason: /POST \/events found status 500/,
      },
      'a lost answer to the event': { routes: { 'POST /events': 'reset' }, reason: /it may have been carried out/ },
    },
  },
  'One host behind a load balancer, with the version in a header': {
    good: () => ({
      'GET /smoke': ({ headers }) =>
        String(headers['host']).startsWith('www.shop.example')
          ? { headers: { 'x-version': green.tag } }
          : { status: 421 },
    }),
    isProved: true,
    bad: {
      'a redirect': {
        routes: { 'GET /smoke': { status: 301, headers: { location: '/', 'x-version': green.tag } } },
        reason: /status 301.*redirects are not followed/,
      },
      'the old version': {
        routes: { 'GET /smoke': { headers: { 'x-version': blue.tag } } },
        reason: /header x-version is "1111111fffd35718"/,
      },
      'no version': { routes: { 'GET /smoke': {} }, reason: /header x-version is missing/ },
    },
  },
  'A JSON value, with retries on every error': {
    good: () => ({ 'GET /get': inTurn('reset', own503, 'cut', json({ args: { arg: 'test' } })) }),
    bad: {
      'another type': {
        routes: { 'GET /get': json({ args: { arg: ['test'] } }) },
        reason: /\$\.args\.arg is a list of 1.*still after 60 s/,
      },
      'a page with the word': { routes: { 'GET /get': { body: 'test' } }, reason: /body is not valid JSON/ },
      'no answer at all': { routes: { 'GET /get': 'reset' }, kind: 'error', reason: /ECONNRESET.*still after 60 s/ },
    },
  },
  'A body that is exactly the version': {
    good: () => ({ 'GET /version': inTurn({ status: 502 }, { body: blue.tag }, { body: `${green.tag}\n` }) }),
    isProved: true,
    bad: {
      'a longer version': {
        routes: { 'GET /version': { body: `${green.tag}-dirty` } },
        reason: /body is "4f1c2e9ab0d35718-dirty"/,
      },
      'an empty body': { routes: { 'GET /version': {} }, reason: /body is an empty string/ },
    },
  },
  'A version somewhere in a page, three tries': {
    good: () => ({ 'GET /': inTurn({ status: 500 }, { body: 'starting' }, { body: `<footer>${green.tag}</footer>` }) }),
    bad: {
      'the old version': {
        routes: { 'GET /': { body: `<footer>${blue.tag}</footer>` } },
        reason: /body is "<footer>1111111fffd35718<\/footer>".*still after 30 s/,
      },
    },
  },
  'No error status, five tries': {
    good: () => ({
      'GET /': inTurn({ status: 404 }, { status: 500 }, { status: 302, headers: { location: '/home' } }),
    }),
    bad: { 'an error that stays': { routes: { 'GET /': { status: 404 } }, reason: /status 404.*still after 100 s/ } },
  },
  'A question by POST, and its answer in JSON': {
    good: () => ({
      'POST /api/v1': ({ body }) =>
        JSON.parse(body).function === 'HealthCheck' ? json({ data: { health: 'healthy' } }) : { status: 400 },
    }),
    bad: {
      'a slow server': {
        routes: { 'POST /api/v1': json({ data: { health: 'slow' } }) },
        reason: /\$\.data\.health is "slow"/,
      },
      'an error in JSON': {
        routes: { 'POST /api/v1': json({ errorCode: 'busy' }) },
        reason: /\$\.data\.health is missing/,
      },
      'a lost answer': { routes: { 'POST /api/v1': 'cut' }, reason: /it may have been carried out/ },
    },
  },
  'A status and a content type, twelve tries': {
    good: () => ({
      'GET /health': inTurn('reset', json({ status: 'starting' }), json({ status: 'ok' })),
      'GET /openapi.yaml': { headers: { 'content-type': 'application/yaml' }, body: 'openapi: 3.1.0' },
      'GET /docs': { headers: html, body: '<html></html>' },
    }),
    bad: {
      'JSON as text': {
        routes: { 'GET /health': { headers: { 'content-type': 'text/plain' }, body: '{"status":"ok"}' } },
        reason: /header content-type is "text\/plain".*still after 60 s/,
      },
      'an error page for the description': {
        routes: { 'GET /openapi.yaml': { headers: html, body: 'not found' } },
        reason: /GET \/openapi\.yaml found .*header content-type is "text\/html/,
      },
    },
  },
  'The beginning of a commit id': {
    good: () => ({
      'GET /api/version': inTurn(json({ sha: blue.tag.slice(0, 8) }), json({ sha: green.tag.slice(0, 8) })),
    }),
    isProved: true,
    bad: {
      'the old commit': {
        routes: { 'GET /api/version': json({ sha: blue.tag.slice(0, 8) }) },
        reason: /\$\.sha is "1111111f"/,
      },
      'too short an id': {
        routes: { 'GET /api/version': json({ sha: green.tag.slice(0, 3) }) },
        reason: /fewer than 7 characters of \$imageTag prove nothing/,
      },
    },
  },
  'Wait for the version, then write and delete test data': {
    good: testData,
    sent: [
      ...Array<string>(5).fill('GET /api/version'),
      ...['POST /api/data', 'GET /api/data/7', 'DELETE /api/data/7'],
    ],
    bad: {
      'the old version': {
        routes: { 'GET /api/version': json({ version: blue.tag }) },
        reason: /GET \/api\/version found .*\$\.version is "1111111fffd35718"/,
      },
      'data that cannot be written': {
        routes: { 'POST /api/data': { status: 500 } },
        reason: /POST \/api\/data found status 500/,
      },
      'data that is lost': { routes: { 'GET /api/data/7': { status: 404 } }, reason: /status 404/ },
      'data without an id': { routes: { 'POST /api/data': json({}, 201) }, reason: /capture id: \$\.id is missing/ },
    },
  },
  'Percentiles and an error rate, after a login': {
    good: cart,
    bad: {
      'a wrong password': { routes: { 'POST /login': { status: 401 } }, reason: /POST \/login found status 401/ },
      'no token': { routes: { 'POST /login': json({}) }, reason: /capture token: \$\.token is missing/ },
      'one error in twenty': {
        routes: { 'GET /cart': ({ times }) => (times % 20 === 0 ? { status: 500 } : json({})) },
        reason: /3 errors.*at most 1 % errors/,
      },
      'a slow answer in ten': {
        routes: {
          'GET /cart': ({ times }) => ({ ...({ body: {} } as const), takesMillis: times % 10 === 0 ? 700 : 20 }),
        },
        reason: /p95 700 ms.*p95 500 ms/,
      },
    },
  },
  'The title of a page, and a status': {
    good: () => ({
      'GET /': { headers: html, body: '<html><head><title>\n Quiz </title></head></html>' },
      'GET /status': json({ status: 'SUCCESS' }),
    }),
    bad: {
      'an error page with status 200': {
        routes: { 'GET /': { headers: html, body: '<title>Error</title>' } },
        reason: /body matching "<title>/,
      },
      'another status': { routes: { 'GET /status': json({ status: 'FAILED' }) }, reason: /\$\.status is "FAILED"/ },
    },
  },
  'A version behind VPC Lattice': {
    good: () => ({
      'GET /version': ({ headers }) => json({ version: headers['x-lattice-test'] === 'green' ? green.tag : blue.tag }),
    }),
    isProved: true,
    bad: {
      'a rule that leads to blue': {
        routes: { 'GET /version': json({ version: blue.tag }) },
        reason: /\$\.version is "1111111fffd35718"/,
      },
    },
  },
};

function events(): Routes {
  let isThere = false;
  const guarded =
    (answer: (body: string, times: number, path: string) => Reaction): Routes[string] =>
    (asked) =>
      asked.headers['authorization'] === 'Bearer t0k3n-of-oauth2'
        ? answer(asked.body, asked.times, asked.path)
        : { status: 401 };
  return {
    'POST /events': guarded((body) => {
      isThere = JSON.parse(body).key === target.revisionId;
      return { status: 202 };
    }),
    'GET /events': guarded((_, times, path) =>
      json({ events: times > 2 && path === `/events?key=${target.revisionId}` && isThere ? [{ id: 'e42' }] : [] }),
    ),
    'GET /events/e42': guarded(() => json({ id: 'e42', key: target.revisionId, type: 'smoke' })),
    'DELETE /events/e42': guarded(() => ({ status: 204 })),
  };
}

function testData(): Routes {
  let name: string | undefined;
  return {
    'GET /api/version': inTurn(
      ...[{ status: 404 }, { status: 502 }, { status: 503 }, json({ version: blue.tag }), json({ version: green.tag })],
    ),
    'POST /api/data': ({ body }) => {
      name = JSON.parse(body).name;
      return json({ id: 7 }, 201);
    },
    'GET /api/data/7': () => json({ id: 7, name }),
    'DELETE /api/data/7': { status: 204 },
  };
}

function cart(): Routes {
  return {
    'POST /login': ({ body }) =>
      JSON.parse(body).password === 'pa55-w0rd' ? json({ token: 't0k3n-of-login' }) : { status: 401 },
    'GET /cart': ({ headers }) =>
      headers['authorization'] === 'Bearer t0k3n-of-login' ? json({ items: [] }) : { status: 401 },
  };
}
