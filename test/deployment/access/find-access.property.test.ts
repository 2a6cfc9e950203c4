import { expect, test } from 'vitest';
import type { ReviewedListener } from '../../../src/deployment/access/candidate.ts';
import { findAccess } from '../../../src/deployment/access/find-access.ts';
import { browserHeaders } from '../../../src/deployment/listener/listener-request.ts';
import { casesOf } from '../../helpers/random-cases.ts';
import { decideFate } from '../listener/oracle.ts';
import { type Chance, chanceOf, green, randomRules } from '../listener/random-listener.ts';

const listeners = casesOf(40_000);
/** Another seed: `LISTENER_SEED=7 npx vitest run test/deployment/access/find-access.property.test.ts`. */
const seed = Number(process.env['LISTENER_SEED'] ?? 20_261_126);

test(`no address for ${listeners} random listeners shows a browser anything but green (seed ${seed})`, () => {
  const chance = chanceOf(seed);
  const given = { address: 0, command: 0, nothing: 0 };
  for (let number = 0; number < listeners; number += 1) {
    const found = randomTestListener(chance);
    const { address, command, because } = findAccess(found);
    given[address !== undefined ? 'address' : command !== undefined ? 'command' : 'nothing'] += 1;
    expect((address === undefined) === (because !== undefined), `${address} ${because}`).toBe(true);
    if (address === undefined) continue;
    for (let visit = 0; visit < 5; visit += 1) {
      const request = randomVisit(address, chance);
      const world = {
        ...randomWorld(chance),
        sourceIp: chance.pick(['10.1.2.3', '192.168.1.7', '200.0.0.1', '4.4.4.4']),
      };
      const fate = decideFate(found.rules, request, world);
      if (fate.onlyTo !== green) expect({ number, found, request, world, fate }).toBe('green');
    }
  }

  // A generator that makes only one kind would prove nothing.
  expect(Math.min(...Object.values(given))).toBeGreaterThan(listeners / 800);
});

test(`no command for ${listeners / 4} random listeners shows anything but green, for any matching values (seed ${seed})`, () => {
  const chance = chanceOf(seed + 1);
  let tried = 0;
  for (let number = 0; number < listeners / 4; number += 1) {
    const found = randomTestListener(chance);
    const { command } = findAccess(found);
    if (command === undefined) continue;
    for (let visit = 0; visit < 5; visit += 1) {
      const world = { ...randomWorld(chance), sourceIp: chance.pick(['10.1.2.3', '200.0.0.1']) };
      const request = randomCall(command, chance);
      if (!meetsHeaders(found.testRule, request, world)) continue;
      tried += 1;
      const fate = decideFate(found.rules, request, world);
      if (fate.onlyTo !== green) expect({ number, found, command, request, world, fate }).toBe('green');
    }
  }

  expect(tried).toBeGreaterThan(listeners / 800);
});

/** A request of somebody who fills in the placeholders of a command. */
function randomCall(command: string, chance: Chance) {
  const { hostname: host, pathname: path, search } = new URL(/https?:[^' ]+/.exec(command)?.[0] ?? '');
  const names = [...command.matchAll(/-H '([^:]+):/g)].map(([, name = '']) => name);
  const given = names.map((name) => [name, chance.pick(['1', 'Green', 'green', 'a b', 'edge', 'xtesty', 'Mobile'])]);
  const headers = { 'user-agent': 'curl/8.7.1', accept: '*/*', ...Object.fromEntries(given) } as Record<string, string>;
  return { method: 'GET', host, path, query: search.slice(1), headers };
}

/** Whether the test rule accepts the values. */
function meetsHeaders(
  rule: ReviewedListener['testRule'],
  request: ReturnType<typeof randomCall>,
  world: Parameters<typeof decideFate>[2],
): boolean {
  const Conditions = rule?.Conditions?.filter(({ Field }) => Field === 'http-header') ?? [];
  const Actions = [{ Type: 'fixed-response' }];
  const alone = [
    { RuleArn: 'arn:test', Priority: '1', Conditions, Actions },
    { RuleArn: 'arn:default', IsDefault: true, Conditions: [], Actions },
  ];
  return decideFate(alone, request, world).arn === 'arn:test';
}

function randomTestListener(chance: Chance): ReviewedListener {
  const rules = randomRules(chance).map((rule) => withBrowserHeader(rule, chance));
  const testRule = chance.pick([rules[0], ...rules]);
  return {
    listener: { Protocol: chance.pick(['HTTP', 'HTTP', 'HTTPS']), Port: chance.pick([80, 443, 8080]) },
    ...{ rules, testRule, green, certificateNames: undefined },
    loadBalancer: { DNSName: chance.pick(['shop.example.com', 'lb.elb.amazonaws.com']), Scheme: 'internet-facing' },
  };
}

type Rules = ReviewedListener['rules'];

/** Some conditions are on a header that browsers send. */
function withBrowserHeader(rule: Rules[number], chance: Chance): Rules[number] {
  const Conditions = rule.Conditions?.map((condition) => {
    const { HttpHeaderConfig: config } = condition;
    if (config === undefined || chance.below(2) === 0) return condition;
    const HttpHeaderName = chance.pick(['User-Agent', 'Cookie', 'accept-language']);
    return { ...condition, HttpHeaderConfig: { ...config, HttpHeaderName } };
  });
  return { ...rule, Conditions };
}

/** The request of a browser that opens the address, with any values of the headers that it sends by itself. */
function randomVisit(address: string, chance: Chance) {
  const { hostname: host, pathname: path, search } = new URL(address);
  const headers = Object.fromEntries(
    browserHeaders
      .filter(() => chance.below(3) > 0)
      .map((name) => [name, chance.pick(['1', 'Green', 'green', '', 'a b', 'edge', 'de-DE', 'Bearer token'])]),
  );
  return { method: 'GET', host, path, query: search.slice(1), headers };
}

function randomWorld(chance: Chance) {
  const toss = () => chance.below(2) === 0;
  return { regexWhole: toss(), regexIgnoresCase: toss(), decodes: toss(), bareIsKey: toss(), tokenValid: toss() };
}
