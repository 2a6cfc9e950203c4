import { describe, expect, test } from 'vitest';
import { whatIsDecided } from '../../../../src/approval/desk/slack/what-is-decided.ts';
import type { Subject } from '../../../../src/approval/request/request.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { newRequest, subject } from '../../../helpers/approval.ts';

const now = new Date('2026-11-22T14:05:00.000Z');
const of = (changes: Partial<Subject>, reports: readonly Report[] | undefined = []) =>
  whatIsDecided(newRequest({ subject: { ...subject, ...changes } }), reports, now);

function report(changes: Partial<Report>): Report {
  return {
    ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: 'POST_TEST_TRAFFIC_SHIFT', step: undefined },
    ...{ verdict: 'pass', reason: '', findings: [], at: '2026-11-22T14:00:00.000Z', ...changes },
  };
}

describe('what somebody decides by in Slack', () => {
  test('is, in this order, the place, the deadline, the votes, the trial, the changes, the checks and the ids', () => {
    expect(of({ title: 'The new cart', notes: 'Ask Ben\nabout taxes' })).toEqual([
      'my-service on my-cluster waits after test traffic has moved.',
      'Until 14:30 UTC, then ECS rolls back.',
      'So far 0 of 1 approval.',
      'Try it: http://test.shop.example:8080/',
      'Image ui: shop/ui:1.41 → shop/ui:1.42',
      'Nothing has been checked yet.',
      'The service says: The new cart',
      'The service says: Ask Ben about taxes',
      'Deployment EZe5RNVLH6PPzHXINuP28, blue/green, revision 9313423515462893900, account 123456789012, us-west-2',
    ]);
  });

  test.each<[string, Partial<Subject>, string]>([
    ['the gate', { gate: 'release' }, 'my-service on my-cluster waits after test traffic has moved (release).'],
    [
      'the step',
      { stage: 'PRODUCTION_TRAFFIC_SHIFT', step: 25, strategy: 'CANARY' },
      'Deployment EZe5RNVLH6PPzHXINuP28, canary at 25 %, revision 9313423515462893900, account 123456789012, us-west-2',
    ],
    [
      'no strategy that is not known',
      { strategy: undefined },
      'Deployment EZe5RNVLH6PPzHXINuP28, revision 9313423515462893900, account 123456789012, us-west-2',
    ],
    [
      'why there is nothing to try',
      { testUrl: undefined, trial: { because: 'the test rule asks for a login' } },
      'No address is offered to try it: the test rule asks for a login',
    ],
    [
      'the command to try it',
      { testUrl: undefined, trial: { command: 'curl -H "x-test: 1" https://shop.example/' } },
      'Try it: curl -H "x-test: 1" https://shop.example/',
    ],
    [
      'the limits of the trial',
      { trial: { source: 'listener', internal: true } },
      'its load balancer is internal, so it is reachable only inside its VPC',
    ],
    ['an image that is new', { images: [{ container: 'ui', after: 'shop/ui:1.42' }] }, 'Image ui: new → shop/ui:1.42'],
    [
      'an image that stays',
      { images: [{ container: 'ui', before: 'shop/ui:1.41', after: 'shop/ui:1.41' }] },
      'Image ui: shop/ui:1.41 (unchanged)',
    ],
    [
      'a change',
      { changes: [{ what: 'memory', before: '512 MiB', after: '1 GiB' }] },
      'Changes memory: 512 MiB → 1 GiB',
    ],
    [
      'a change of a container, with its note',
      { changes: [{ what: 'environment', container: 'ui', after: 'CART_V2', note: 'value not shown' }] },
      'Changes environment of ui: none → CART_V2 (value not shown)',
    ],
    ['what goes away', { changes: [{ what: 'task role', before: 'shop' }] }, 'Changes task role: shop → none'],
    ['what is not known', { unknown: ['the images could not be read'] }, 'the images could not be read'],
  ])('includes %s', (_what, changes, line) => {
    expect(of(changes)).toContain(line);
  });

  test('has only changes that are known', () => {
    expect(of({ changes: undefined }).filter((line) => line.startsWith('Changes '))).toEqual([]);
  });

  test.each<[string, readonly Report[] | undefined, readonly string[]]>([
    ['cannot be read', undefined, ['What was checked cannot be read at the moment; nobody can approve without it.']],
    ['is nothing yet', [], ['Nothing has been checked yet.']],
    [
      'passed and failed',
      [
        report({ check: 'alarms' }),
        report({
          ...{ verdict: 'fail', gate: 'release' },
          findings: [
            { name: 'GET /cart', outcome: 'failed', found: '500' },
            { name: 'GET /', outcome: 'passed', found: '200' },
            { name: 'GET /pay', outcome: 'failed', found: '500' },
          ],
        }),
      ],
      [
        'Checked alarms at POST_TEST_TRAFFIC_SHIFT: passed',
        'Checked smoke at POST_TEST_TRAFFIC_SHIFT (release): failed (GET /cart failed, GET /pay failed)',
      ],
    ],
  ])('says of the checks what %s', (_what, reports, lines) => {
    const said = whatIsDecided(newRequest(), reports, now);
    expect(said.filter((line) => /check/i.test(line))).toEqual(lines);
  });
});
