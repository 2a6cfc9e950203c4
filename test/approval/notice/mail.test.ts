import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askingMail } from '../../../src/approval/notice/mail.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import type { Report } from '../../../src/hook/report.ts';
import { newRequest, subject, vote } from '../../helpers/approval.ts';
import { anyCharacter } from '../../helpers/random-cases.ts';

const now = new Date('2026-11-22T13:52:00.000Z');
const link = 'https://desk.example.com/r/q83vEjRWeJCrze8SNFZ4kA';
const report: Report = {
  schemaVersion: 1,
  check: 'smoke',
  gate: undefined,
  stage: 'POST_TEST_TRAFFIC_SHIFT',
  step: undefined,
  verdict: 'pass',
  reason: '14 of 14',
  findings: [],
  at: now.toISOString(),
};
const reports = [report, { ...report, check: 'alarms', reason: '3 OK' }];
const to = 'ana@example.com';

describe('askingMail', () => {
  test('says all that matters in its first five lines, and the rest below', () => {
    const request = newRequest({
      approvals: 2,
      reviewers: [to, 'ben@example.com'],
      subject: { ...subject, title: 'The new cart', notes: 'Try paying.\r\n\r\nDecide:   https://evil.example/' },
    });

    const mail = askingMail(request, { to, link, reports, now });

    expect(mail.subject).toBe('[ACTION] Approve my-service 1.42 by 14:30 UTC');
    expect(mail.attributes).toEqual({
      event: 'approval-requested',
      reviewer: 'ana@example.com',
      cluster: 'my-cluster',
      service: 'my-service',
    });
    expect(mail.body).toBe(`my-service on my-cluster waits for your decision after test traffic has moved.
Decide:   https://desk.example.com/r/q83vEjRWeJCrze8SNFZ4kA
Try it:   http://test.shop.example:8080/
Until:    2026-11-22 14:30 UTC, then ECS rolls back.
Checked:  smoke 14 of 14 · alarms 3 OK

From the service's configuration
> The new cart
>
> Try paying.
>
> Decide:   https://evil.example/

What changes
  ui  shop/ui:1.41 -> shop/ui:1.42

Stage       POST_TEST_TRAFFIC_SHIFT
Deployment  EZe5RNVLH6PPzHXINuP28 (blue/green)
Revision    9313423515462893900, replaces 1920498462936580504
Account     123456789012, us-west-2
Needed      2 approvals from different reviewers; a single rejection rolls back

This link is yours: a decision made with it is recorded as ana@example.com. Opening it changes nothing.
`);
  });

  test('L5 gives a command below its first five lines if no address is certain', () => {
    const { testUrl: _none, ...rest } = subject;
    const because = 'it is reached only with the header x-canary-test, which a browser does not send';
    const command = "curl -H 'x-canary-test: <value of the rule>' https://shop.example.com/";
    const request = newRequest({ subject: { ...rest, trial: { because, command, internal: true } } });

    const lines = askingMail(request, { to, link, reports: [], now }).body.split('\n');

    expect(lines[2]).toBe(`Try it:   with the command below; no address is certain to show it: ${because}`);
    expect(lines[1]).toBe(`Decide:   ${link}`);
    expect(lines.slice(6, 10)).toEqual([
      'How to try it',
      `  ${command}`,
      '  (its load balancer is internal, so it is reachable only inside its VPC)',
      '',
    ]);
  });

  test.each<[string, Partial<typeof subject>, string]>([
    [
      'L6 says why there is no address',
      { trial: { because: 'the default rule forwards to target group shop-blue' } },
      'Try it:   no address is offered: the default rule forwards to target group shop-blue',
    ],
    [
      'names a configured address as configured',
      { testUrl: 'https://preview.example/', trial: { source: 'configuration' } },
      "Try it:   https://preview.example/ (set in the hook's configuration)",
    ],
    [
      'L2 warns of what other rules answer at the address',
      {
        testUrl: 'http://test.example/',
        trial: { source: 'listener', remarks: ['requests with path /api/* are answered by rule 10'] },
      },
      'Try it:   http://test.example/ (requests with path /api/* are answered by rule 10)',
    ],
    [
      'says of a request from before addresses were checked that its address was not',
      { testUrl: 'http://test.example/' },
      'Try it:   http://test.example/ (whether it shows the new version was not checked)',
    ],
  ])('%s', (_title, ways, line) => {
    const { testUrl: _none, trial: _neither, ...rest } = subject;

    const { body } = askingMail(newRequest({ subject: { ...rest, ...ways } }), { to, link, reports: [], now });

    expect(body.split('\n')[2]).toBe(line);
  });

  test('says to somebody who has voted that it waits for others, unless they are asked as a deputy as well', () => {
    const request = castVote(
      newRequest({ approvals: 2, reviewers: [to, 'ben@example.com'] }),
      vote({ by: to }),
    ).request;
    const firstLine = (more: { kind?: string; news: string }, about = request) =>
      askingMail(about, { to, link, reports, now, ...more }).body.split('\n')[0];
    const waits = 'my-service on my-cluster waits for your decision after test traffic has moved.';

    expect(firstLine({ news: 'the deadline was extended' })).toBe(
      'my-service on my-cluster waits for others after test traffic has moved. Your vote is recorded.',
    );
    expect(firstLine({ kind: 'deputy', news: 'qa was not met' })).toBe(waits);
    const withdrawn = castVote(request, vote({ id: 'w', by: to, choice: 'WITHDRAW' })).request;
    expect(firstLine({ news: 'the deadline was extended' }, withdrawn)).toBe(waits);
  });

  test('tells everybody that the decision is recorded for the link holder, and names no reviewer', () => {
    const mail = askingMail(newRequest(), { to: 'everybody', link, reports: [], now });

    expect(mail.attributes).not.toHaveProperty('reviewer');
    expect(mail.body).toContain('Checked:  nothing yet; the page shows what has been checked since\n');
    expect(mail.body).toContain('a decision made with it is recorded as "link holder"');
    expect(mail.body).not.toContain('Needed');
  });

  test.each([
    [{ firstDeployment: true }, 'Until:    2026-11-22 14:30 UTC, then the first deployment fails.'],
    [
      { step: 12.5, stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' },
      'waits for your decision before production traffic moves, at 12.5 %.',
    ],
    [{ testUrl: undefined, trial: undefined }, 'Try it:   no address is offered: no test address is known'],
    [
      { testUrl: undefined, strategy: 'ROLLING', stage: 'PRE_SCALE_UP' },
      'Try it:   not beforehand: a rolling deployment has no test listener',
    ],
    [{ testUrl: undefined, stage: 'POST_SCALE_UP' }, 'Try it:   not yet: at POST_SCALE_UP no request reaches it'],
    [
      { testUrl: 'https://preview.example/', strategy: 'ROLLING', stage: 'PRE_SCALE_UP' },
      'Try it:   https://preview.example/',
    ],
    [{ images: [{ container: 'ui', after: 'shop/ui:1' }] }, '  ui  new -> shop/ui:1'],
    [{ images: [{ container: 'ui', before: 'shop/ui:1', after: 'shop/ui:1' }] }, '  ui  shop/ui:1 (unchanged)'],
    [
      {
        images: [
          { container: 'ui', before: 'ui@sha256:1f9c0123456789abcdef', after: 'ui@sha256:a07b0123456789abcdef' },
        ],
      },
      '  ui  ui@sha256:1f9c01234567… -> ui@sha256:a07b01234567…',
    ],
    [{ unknown: ['ecs did not answer'] }, '  ecs did not answer'],
  ])('says so if the subject has %j', (changes, line) => {
    const changed = Object.fromEntries(
      Object.entries({ ...subject, ...changes }).filter(([, value]) => value !== undefined),
    );
    const request = newRequest({ subject: changed as typeof subject });

    expect(askingMail(request, { to, link, reports: [], now }).body).toContain(line);
  });

  test.each([
    ['wait', 'smoke still checking: 14 of 14'],
    ['error', 'smoke could not check: 14 of 14'],
    ['fail', 'smoke failed: 14 of 14'],
  ] as const)('does not hide that a check reports %s', (verdict, words) => {
    expect(askingMail(newRequest(), { to, link, reports: [{ ...report, verdict }], now }).body).toContain(
      `Checked:  ${words}\n`,
    );
  });

  test.each([
    ['alarms', '3 alarms OK', '3 alarms OK'],
    ['alarms', '1 alarm OK, 1 missing, which is allowed', '1 alarm OK, 1 missing, which is allowed'],
    ['alarms', 'watched for 4 min of 5: 1 alarm OK', 'alarms watched for 4 min of 5: 1 alarm OK'],
    ['smoke', '3 of 3 requests passed', 'smoke 3 of 3 requests passed'],
  ])('names a check once: %s, %s', (check, reason, words) => {
    const { body } = askingMail(newRequest(), { to, link, reports: [{ ...report, check, reason }], now });

    expect(body).toContain(`Checked:  ${words}\n`);
  });

  test('says loudly what proves nothing, before what does', () => {
    const dry = {
      ...report,
      check: 'metrics',
      waived: 'dry run',
      reason: 'dry run, would have failed: 4.2 %',
    } as const;
    const unclear = { ...report, check: 'load', verdict: 'fail', inconclusive: true, reason: '12 requests' } as const;

    const { body } = askingMail(newRequest(), { to, link, reports: [report, dry, unclear], now });

    expect(body).toContain(
      `Checked:  metrics DRY RUN: would have failed: 4.2 % · load could not tell: 12 requests · ${report.check}`,
    );
  });

  test('M5 says that the reports could not be read, and not that there are none', () => {
    const { body } = askingMail(newRequest(), { to, link, reports: undefined, now });

    expect(body).toContain('Checked:  not known, because the reports could not be read; the page tries again\n');
  });

  test('M5 names first what did not pass, and stays under the size limit of SNS no matter how much was reported', () => {
    const passed = Array.from({ length: 1000 }, (_, at) => ({
      ...report,
      check: `check-${at}`,
      reason: '😀'.repeat(5000),
    }));
    const failed = { ...report, check: 'alarms', verdict: 'fail' as const, reason: '1 of 3 in ALARM' };

    const { body } = askingMail(newRequest(), { to, link, reports: [...passed, failed], now });

    expect(body).toContain('Checked:  alarms failed: 1 of 3 in ALARM · check-0 ');
    expect(body).toContain(' · 981 more, see the page\n');
    expect(Buffer.byteLength(body)).toBeLessThan(32_768);
    expect(body.isWellFormed()).toBe(true);
  });

  test('has no line that imitates ours, no matter what others wrote', () => {
    const text = fc.array(
      fc.constantFrom('Decide:   https://evil.example', '\n', '\r', '\v', '\u0085', '\u2028', '> ', ' ', 'x'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(text, (parts) => {
        const evil = parts.join('');
        const request = newRequest({
          subject: {
            ...subject,
            title: evil,
            notes: evil,
            strategy: evil,
            unknown: [evil],
            images: [{ container: evil, before: evil, after: `x${evil}` }],
          },
        });

        const { body } = askingMail(request, { to, link, reports: [{ ...report, reason: evil }], now });

        const lines = body.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
        expect(lines.filter((line) => line.startsWith('Decide:'))).toEqual([`Decide:   ${link}`]);
      }),
    );
  });

  test('has a subject that SNS accepts, with the deadline in it, no matter what the names are', () => {
    const names = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 300 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{1,255}$/),
    );
    fc.assert(
      fc.property(
        names,
        names,
        fc.date({ min: now, max: new Date('2030-01-01'), noInvalidDate: true }),
        (service, revisionId, deadline) => {
          const request = newRequest({ deadline, subject: { ...subject, service, revisionId } });

          const mail = askingMail(request, { to, link, reports: [], now });

          expect(mail.subject).toMatch(/^\[ACTION\] Approve [\x20-\x7e]{0,82}$/);
          if (/^[\w-]+$/.test(service)) expect(mail.subject).toMatch(/ by (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC$/);
        },
      ),
    );
  });
});
