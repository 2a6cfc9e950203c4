import { describe, expect, test } from 'vitest';
import { en } from '../../../../src/approval/desk/language/en.ts';
import { renderDiff, renderIds } from '../../../../src/approval/desk/page/changes.ts';
import { renderChecks } from '../../../../src/approval/desk/page/checks.ts';
import {
  formatHeadline,
  nameVersion,
  renderHeadline,
  renderPhases,
  renderVersions,
} from '../../../../src/approval/desk/page/headline.ts';
import { renderForm } from '../../../../src/approval/desk/page/request-form.ts';
import { renderSignInPage } from '../../../../src/approval/desk/page/sign-in-page.ts';
import { renderDock, renderTimeLeft } from '../../../../src/approval/desk/page/time-left.ts';
import { renderWays } from '../../../../src/approval/desk/page/ways.ts';
import { renderWhoDecided } from '../../../../src/approval/desk/page/who-decided.ts';
import type { Decision } from '../../../../src/approval/request/request.ts';
import type { Report } from '../../../../src/hook/report.ts';
import { newRequest, subject, vote, wordsOn } from '../../../helpers/approval.ts';
import { about, asking, now } from './part-of-page.ts';

const at = (time: string) => new Date(`2026-11-22T${time}:00.000Z`);
const unnamed = { ...subject, images: [] };
const first = { ...subject, images: [{ container: 'ui', after: 'shop/ui:1.42' }] };
const words = (html: unknown) => wordsOn(String(html));

describe('the heading', () => {
  test.each([
    ['open', subject, 'Approve my-service 1.41 → 1.42?'],
    ['undone', first, 'Rolled back: my-service 1.42'],
  ] as const)('of a page that is %s', (state, deployed, headline) => {
    const said = formatHeadline(en, state, deployed);

    expect(said).toBe(headline);
    expect(words(renderHeadline(en, state, deployed)).replace(' ?', '?')).toBe(said);
  });

  test('has what follows the version in its sentence', () => {
    const german = { headline: { ...en.headline, open: (what: string) => `${what} freigeben?` } } as typeof en;

    expect(words(renderHeadline(german, 'open', subject))).toBe('my-service 1.41 → 1.42 freigeben?');
    expect(String(renderHeadline(german, 'open', subject))).toMatch(/<\/span> freigeben\?<\/h1>$/);
    expect(String(renderHeadline(en, 'open', subject))).toContain('<span class="new">1.42</span>?</span>');
  });

  test('names the version, or its revision if it has no tag', () => {
    expect(nameVersion(en, subject)).toBe('1.42');
    expect(nameVersion(en, unnamed)).toMatch(/^revision ….+/);
  });

  test('leads somewhere only if it is asked to', () => {
    expect(String(renderVersions(subject))).not.toContain('<a');
    expect(String(renderVersions(subject, { href: '/x' }))).toContain('<a class="name" href="/x">my-service</a>');
    expect(String(renderVersions(subject))).toContain('<span class="name new">1.42</span>');
  });
});

test.each([
  ['open', undefined, ['done', 'done', 'now', 'next', 'next']],
  ['open', 'baking', ['done', 'done', 'now', 'next', 'next']],
  ['APPROVED', undefined, ['done', 'done', 'done', 'next', 'next']],
  ['APPROVED', 'undone', ['done', 'done', 'done', 'next', 'next']],
  ['APPROVED', 'baking', ['done', 'done', 'done', 'done', 'now']],
  ['APPROVED', 'succeeded', ['done', 'done', 'done', 'done', 'done']],
  ['REJECTED', 'succeeded', ['done', 'done', 'over', 'next', 'next']],
  ['EXPIRED', undefined, ['done', 'done', 'bad', 'next', 'next']],
] as const)('the phases of a request that is %s, of which ECS was seen %s, are %j', (state, reached, phases) => {
  const html = String(renderPhases(en, state, subject, reached));

  expect(
    [...html.matchAll(/<li class="(\w+)"( aria-current="step")?>/g)].map(([, is, current]) => [
      is,
      current !== undefined,
    ]),
  ).toEqual(phases.map((is) => [is, is === 'now']));
});

describe('the time that is left', () => {
  test.each([
    ['14:00', '100', '30 min left'],
    ['14:15', '50', '15 min left'],
    ['14:30', '0', undefined],
    ['15:00', '0', undefined],
    ['13:00', '100', undefined],
  ])('is at %s a bar of %s %%', (time, width, left) => {
    const html = String(renderTimeLeft(en, newRequest(), at(time)));

    expect(/<rect width="([\d.]+)%"/.exec(html)?.[1]).toBe(width);
    if (left) expect(words(html)).toContain(left);
  });

  test('is at the foot of a small screen, with the ways to decide', () => {
    const dock = (canApprove: boolean) => String(renderDock(en, newRequest(), at('14:00'), canApprove));

    expect(words(dock(true))).toBe('30 min left 0 of 1 approval Approve… Reject…');
    expect(words(dock(false))).toBe('30 min left 0 of 1 approval Reject…');
    expect([...dock(true).matchAll(/href="(#\w+)"/g)].map(([, href]) => href)).toEqual(['#approve', '#reject']);
  });
});

describe('what changes', () => {
  test.each<[string, NonNullable<typeof subject.changes>, string]>([
    ['a value', [{ what: 'memory', before: '512 MiB', after: '1024 MiB' }], '<b>|memory 512 MiB 1024 MiB'],
    [
      'a variable, by its name',
      [{ what: 'environment', container: 'ui', before: 'A', after: 'A', note: 'value changed, not shown' }],
      'environment ui A value changed, not shown',
    ],
    [
      'something new',
      [{ what: 'secret', container: 'ui', after: 'KEY', note: 'value not shown' }],
      'secret ui KEY value not shown',
    ],
    ['a note only', [{ what: 'more', note: '2 more changes' }], 'more 2 more changes'],
  ])('is %s', (_what, changes, said) => {
    expect(words(renderDiff(en, { ...subject, images: [], changes }))).toBe(said.replace('<b>|', ''));
  });

  test('shows no empty value next to a note', () => {
    const changes = [{ what: 'more', note: '2 more changes' }];

    expect(String(renderDiff(en, { ...subject, images: [], changes }))).not.toContain('<code');
  });

  test('is asked at a gate, whose name is that of the service', () => {
    expect(words(renderIds(en, { ...subject, gate: 'release.approval' }, undefined))).toContain(
      'gate release Revision',
    );
  });

  test('has no list if nothing does', () => {
    expect(String(renderDiff(en, { ...subject, images: [], changes: [] }))).not.toContain('<dl');
    expect(String(renderDiff(en, { ...subject, images: [] }))).not.toContain('<dl');
  });

  test('has of a digest what people compare', () => {
    const digest = (letter: string) => `shop/ui:1@sha256:${letter.repeat(64)}`;
    const images = [{ container: 'ui', before: digest('a'), after: digest('b') }];

    expect(words(renderDiff(en, { ...subject, images }))).toBe('image ui shop/ui:1 @aaaaaa… shop/ui:1 @bbbbbb…');
  });
});

test('of more than a hundred checks the page says how many it leaves out', () => {
  const report: Report = {
    ...{ schemaVersion: 1, check: 'smoke', gate: undefined, stage: subject.stage, step: undefined },
    ...{ verdict: 'pass', reason: '', findings: [], at: '2026-11-22T14:00:00.000Z' },
  };
  const said = (count: number) =>
    words(
      renderChecks(
        en,
        Array.from({ length: count }, () => report),
        subject.stage,
      ),
    );

  expect(said(100)).not.toContain(en.checks.hidden(0));
  expect(said(101)).toContain(en.checks.hidden(1));
});

test.each([
  ['at http://b.example/ it is shown\ntoo', 'At http://b.example/ (opens a new tab) it is shown too.'],
  ['look at http://b.example/ as well', 'Look at http://b.example/ as well.'],
])('a remark about the way to the new version is a sentence: %s', (remark, sentence) => {
  const shown = about({ trial: { source: 'listener', remarks: [remark] } });

  expect(words(renderWays(en, shown.subject))).toContain(sentence);
});

describe('who has decided', () => {
  const decision = (changes: Partial<Decision> = {}): Decision => ({
    ...{ id: 'd', status: 'APPROVED', by: 'ana@example.com', via: 'desk', at: '2026-11-22T14:05:00.000Z', ...changes },
  });
  const said = (changes: Partial<Decision>, votes = [vote()]) =>
    words(renderWhoDecided(en, { ...asking(), status: 'APPROVED', decision: decision(changes), votes }, now));
  const superseded = { status: 'SUPERSEDED', by: 'Greenlight', via: 'greenlight', reason: 'it is over' } as const;

  test('is nobody if the request was closed before anybody has', () => {
    expect(said(superseded, [])).toBe(en.votes.nobodyAtAll);
  });

  test('is nobody from the deadline on, also before that is recorded', () => {
    const request = { ...asking(), votes: [] };
    const deadline = new Date(request.deadline);
    const saidAt = (time: Date) => words(renderWhoDecided(en, request, time));

    expect(saidAt(deadline)).toBe(en.votes.nobodyAtAll);
    expect(saidAt(new Date(deadline.getTime() - 1))).toContain(en.votes.nobody);
  });

  test('is only who has voted if it was closed afterwards', () => {
    expect(said(superseded)).toBe('approved ana@example.com, 14:10 UTC');
  });

  test('is said once if the votes say it, and in words if they do not', () => {
    expect(said({})).toBe('approved ana@example.com, 14:10 UTC');
    expect(said({ via: 'break-glass' })).toContain('approved ana@example.com, 14:10 UTC ');
    const expired = { status: 'EXPIRED', by: 'Greenlight', via: 'greenlight' } as const;
    expect(said(expired, [])).not.toContain(en.votes.nobody);
    const request = { ...asking(), decision: decision(expired), votes: [] };
    expect(String(renderWhoDecided(en, request, now))).not.toContain('<p></p>');
  });
});

test('a page of signing in has a button only if it leads somewhere', () => {
  expect(String(renderSignInPage(en, { says: 'notBegunHere' }))).not.toContain('class="button');
  expect(String(renderSignInPage(en, { says: 'notAccepted', href: '/sign-in/x' }))).toContain('href="/sign-in/x"');
});

test('a form that is shown again without any tick has an item that is not ticked', async () => {
  const request = asking({ checklist: ['Tested'] });
  const input = { choice: 'approve', looked: false, reason: '', nonce: 'n' };

  const html = String(renderForm(en, request, { nonce: 'n', input }));

  expect(html).toContain('<input type="checkbox" name="item-0" value="yes">');
});
