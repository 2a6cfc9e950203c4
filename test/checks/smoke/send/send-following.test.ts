import { describe, expect, test } from 'vitest';
import type { Proof } from '../../../../src/checks/smoke/expect/read-values.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import { type Following, sendFollowing } from '../../../../src/checks/smoke/send/follow-redirects.ts';
import { proveHopAt } from '../../../../src/checks/smoke/send/prove-hop.ts';
import type { RuleCondition } from '../../../../src/deployment/load-balancer.ts';
import {
  aTestListener,
  forwardTo,
  header,
  other,
  path,
  query,
  rule,
} from '../../../deployment/test-traffic/a-test-listener.ts';
import { probeRequest } from '../probe-requests.ts';
import { answer } from '../results.ts';

const unproved: Proof = { because: 'nothing shows it', isUnread: false };
const lost: ProbeOutcome = { kind: 'transport', problem: 'connection refused', cause: undefined, isUnsent: true };
const refused: ProbeOutcome = { kind: 'refused', problem: 'it is private' };

describe('a redirect that is followed', () => {
  test.each<[string, ProbeOutcome[], ProbeOutcome]>([
    ['is not reached: nothing was sent', [lost], lost],
    ['leads to no answer: the first request was sent', [to('/a'), lost], { ...lost, isUnsent: undefined }],
    ['leads to a forbidden address', [to('/a'), refused], refused],
  ])('%s', async (_what, outcomes, outcome) => {
    expect((await follow(outcomes)).followed.outcome).toStrictEqual(outcome);
  });

  test('may not lead in a circle, wherever that begins', async () => {
    const { sent, followed } = await follow([to('/a'), to('/b'), to('/a'), to('/b'), answer()]);

    expect(sent).toEqual(['/', '/a', '/b']);
    expect(followed.outcome).toMatchObject({
      faults: ['redirect to http://127.0.0.1/a not followed: the redirects lead in a circle'],
    });
  });

  test.each<[string, Proof, Proof, Proof]>([
    ['as before, if both are', true, true, true],
    ['no more, if the second is not', true, unproved, unproved],
    ['not, if the first was not', unproved, true, unproved],
  ])('is proved %s', async (_what, first, second, proved) => {
    const { followed } = await follow([to('/a'), answer()], { proved: first, proveHop: () => ({ proved: second }) });

    expect(followed).toMatchObject({ outcome: { status: 200 }, proved });
  });

  test.each<[Proof]>([[true], [unproved]])('is proved as before if nothing is known about it: %j', async (proved) => {
    expect((await follow([to('/a'), answer()], { proved, proveHop: undefined })).followed.proved).toEqual(proved);
  });
});

describe('the next request is evaluated with', () => {
  test.each<[string, RuleCondition, Partial<ProbeRequest>, Partial<ProbeRequest>]>([
    [
      'the length of its body',
      header('content-length', '3'),
      { method: 'POST', body: Buffer.from('abc') },
      { method: 'POST', body: Buffer.from('abcd') },
    ],
    ['the length that a POST without a body has', header('content-length', '0'), { method: 'POST' }, {}],
    ['its own headers', header('x-tenant', 'a'), { headers: { 'x-tenant': 'a' } }, {}],
    ['its path', path('/a'), { path: '/a?b=1' }, { path: '/b?b=1' }],
    ['all of its query', query({ Key: 'b', Value: '1\\?c' }), { path: '/a?b=1?c' }, { path: '/a?b=1c' }],
  ])('%s', (_what, condition, astray, fine) => {
    const listener = aTestListener([], { before: [rule('1', [forwardTo([other, 1])], condition)] });
    const all = {
      ...listener,
      rules: [...listener.rules.slice(0, 1), rule('2', listener.testRule?.Actions ?? [], path('*'))],
    };
    const prove = proveHopAt(all, probeRequest(), false);

    expect(prove(probeRequest(astray))).toMatchObject({
      why: expect.stringMatching(/^it would not reach green: rule 1 /),
    });
    expect(prove(probeRequest(fine))).toEqual({ proved: true });
  });

  test('its scheme, because another one is another listener', () => {
    const prove = proveHopAt(aTestListener([path('*')]), probeRequest(), false);

    expect(prove(probeRequest({ scheme: 'https', port: 80 }))).toMatchObject({
      why: expect.stringContaining('another listener'),
    });
    expect(prove(probeRequest({ port: 81 }))).toMatchObject({ why: expect.stringContaining('another listener') });
  });
});

function to(location: string): ProbeOutcome {
  return answer({ status: 302, headers: { location: [location] } });
}

/** Follows up to ten redirects; these are the answers, one after the other. */
async function follow(outcomes: readonly ProbeOutcome[], change: Partial<Following> = {}) {
  const sent: string[] = [];
  const session = {
    async send({ path: to }: ProbeRequest) {
      return outcomes[sent.push(to) - 1] as ProbeOutcome;
    },
    close() {},
  };
  const planned = probeRequest({ host: '127.0.0.1' });
  const request = { planned, proved: true as const, followRedirects: 10, ...change };
  return { sent, followed: await sendFollowing(request, session, new AbortController().signal) };
}
