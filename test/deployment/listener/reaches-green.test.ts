import { describe, expect, test } from 'vitest';
import type { ListenerOutcome } from '../../../src/deployment/listener/evaluate-listener.ts';
import {
  formatAnswer,
  nameRule,
  reachesGreen,
  targetGroupName,
} from '../../../src/deployment/listener/reaches-green.ts';
import type { Answer } from '../../../src/deployment/listener/rule-answers.ts';
import { blue, green, other } from '../test-traffic/a-test-listener.ts';

type Groups = readonly (readonly [arn: string, weight: number])[];

const forward = (...groups: Groups): Answer => ({
  ...{ kind: 'forward', targetGroups: groups.map(([targetGroupArn, weight]) => ({ targetGroupArn, weight })) },
});
const outcome = (priority: string, answer: Answer, because?: string): ListenerOutcome => ({
  ...{ rule: { priority, arn: undefined }, answer, because },
});
const toGreen = forward([green, 1], [blue, 0]);
const toBlue = forward([blue, 1], [green, 0]);
const page: Answer = { kind: 'fixed-response', status: '200' };
const unknown: Answer = { kind: 'unknown', because: 'it has no action' };

describe('whether a request reaches green', () => {
  test.each<[string, ListenerOutcome[], object]>([
    [
      'yes if it is certain',
      [outcome('9', toGreen)],
      { green: 'yes', rule: { priority: '9', arn: undefined }, because: 'rule 9 sends everything to green' },
    ],
    [
      'yes if each of two possible rules sends it there',
      [outcome('9', toGreen, 'a cookie decides'), outcome('default', toGreen)],
      { green: 'yes', because: 'rule 9 sends everything to green' },
    ],
    [
      'no if it goes to blue',
      [outcome('9', toBlue)],
      { green: 'no', rule: { priority: '9' }, answer: toBlue, because: 'rule 9 forwards to target group shop-blue' },
    ],
    [
      'no if a part goes to blue',
      [outcome('9', forward([green, 90], [blue, 10]))],
      { green: 'no', because: 'rule 9 sends only 90 % to green, and the rest elsewhere (shop-green and shop-blue)' },
    ],
    [
      'no if it goes nowhere',
      [outcome('9', forward([green, 0], [blue, 0]))],
      { green: 'no', because: 'rule 9 forwards to no target group (all weights are 0)' },
    ],
    [
      'no if neither of two rules sends it there, and names the certain one',
      [outcome('9', toBlue, 'a cookie decides'), outcome('default', page)],
      { green: 'no', rule: { priority: 'default' }, because: 'the default rule answers with status 200 itself' },
    ],
    [
      'no if neither of two uncertain rules sends it there, and names the first',
      [outcome('9', toBlue, 'a cookie decides'), outcome('10', page, 'a header decides')],
      { green: 'no', rule: { priority: '9' }, because: 'rule 9 forwards to target group shop-blue' },
    ],
    [
      'maybe if another rule may take it',
      [outcome('9', toBlue, 'a cookie decides'), outcome('default', toGreen)],
      {
        ...{ green: 'not proved', rule: { priority: '9' } },
        because: 'it is possible that rule 9 forwards to target group shop-blue: a cookie decides',
      },
    ],
    [
      'maybe if the rule for green may not take it',
      [outcome('9', toGreen, 'a cookie decides'), outcome('default', toBlue)],
      {
        ...{ green: 'not proved', rule: { priority: 'default' } },
        because: 'it is possible that the default rule forwards to target group shop-blue: a cookie decides',
      },
    ],
    [
      'maybe if a rule for green after a certain one may not take it',
      [outcome('9', toGreen), outcome('10', toGreen, 'a header decides'), outcome('default', toBlue)],
      {
        ...{ green: 'not proved', rule: { priority: 'default' } },
        because: 'it is possible that the default rule forwards to target group shop-blue: a header decides',
      },
    ],
    [
      'maybe if the doubt has no name',
      [outcome('9', toGreen), outcome('default', toBlue)],
      {
        because:
          'it is possible that the default rule forwards to target group shop-blue: what is tried before it is not certain',
      },
    ],
    [
      'maybe if a rule does something unknown',
      [outcome('9', unknown, 'a cookie decides')],
      {
        ...{ green: 'not proved', rule: { priority: '9' } },
        because: 'rule 9 does something that is not known: it has no action',
      },
    ],
    [
      'maybe if one of two does something unknown and the other something else',
      [outcome('9', page, 'a cookie decides'), outcome('default', unknown)],
      { green: 'not proved', because: 'it is possible that rule 9 answers with status 200 itself: a cookie decides' },
    ],
    [
      'maybe if nothing is known',
      [],
      { green: 'not proved', rule: undefined, because: 'nothing is known of the listener' },
    ],
  ])('says %s', (_what, outcomes, reach) => {
    expect(reachesGreen(outcomes, green)).toMatchObject(reach);
  });

  test('is not known without green', () => {
    expect(reachesGreen([outcome('9', toGreen)], undefined)).toEqual({
      ...{ green: 'not proved', rule: { priority: '9', arn: undefined }, because: "green's target group is not known" },
    });
  });
});

describe('formatAnswer', () => {
  test.each<[Answer, string]>([
    [page, 'answers with status 200 itself'],
    [{ kind: 'redirect', status: '301' }, 'redirects (301)'],
    [{ kind: 'login', type: 'authenticate-oidc' }, 'requires a login (authenticate-oidc)'],
    [{ kind: 'login', type: 'jwt-validation' }, 'requires a valid token (jwt-validation)'],
    [unknown, 'does something that is not known: it has no action'],
    [forward([green, 5]), 'forwards to target group shop-green'],
    [forward([blue, 1], [other, 2]), 'forwards to target group shop-blue and other'],
    [forward([green, 1], [blue, 2]), 'sends only 33.3 % to green, and the rest elsewhere (shop-green and shop-blue)'],
    [forward(), 'forwards to no target group (all weights are 0)'],
  ])('describes %j as "%s"', (answer, words) => {
    expect(formatAnswer(answer, green)).toBe(words);
  });

  test('names all target groups if green is not known', () => {
    expect(formatAnswer(forward([green, 1], [blue, 2]))).toBe('forwards to target group shop-green and shop-blue');
  });
});

test.each([
  [{ priority: '10', arn: 'arn:x' }, 'rule 10 (arn:x)'],
  [{ priority: '10', arn: undefined }, 'rule 10'],
  [{ priority: 'default', arn: undefined }, 'the default rule'],
  [{ priority: 'default', arn: 'arn:x' }, 'the default rule (arn:x)'],
])('the rule %j is called %s', (rule, name) => {
  expect(nameRule(rule)).toBe(name);
});

test.each([
  [green, 'shop-green'],
  ['shop-green', 'shop-green'],
])('the target group %s is called %s', (arn, name) => {
  expect(targetGroupName(arn)).toBe(name);
});
