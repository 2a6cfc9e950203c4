import { expect, test } from 'vitest';
import { parseForm, readForm } from '../../../../src/approval/desk/decision-form.ts';
import { en } from '../../../../src/approval/desk/language/en.ts';
import type { Terms } from '../../../../src/approval/request/terms.ts';

const terms: Terms = { checklist: ['Tested', 'Announced'], requireReason: 'approve' };
const items = 'Tick every item that is done. All are needed for an approval.';
const reason = 'Give a reason: this gate wants one for an approval.';
const choice = { choice: 'Choose whether to approve or to reject.' };

test.each<[string, Terms, object]>([
  [
    'choice=approve&looked=yes&reason=fine&item-0=yes&item-1=yes',
    terms,
    { ok: true, choice: 'APPROVE', reason: 'fine', checklist: ['Tested', 'Announced'] },
  ],
  ['choice=approve&looked=yes&reason=fine&item-1=yes', terms, { ok: false, problems: { items } }],
  ['choice=approve&looked=yes&reason=fine', terms, { ok: false, problems: { items } }],
  ['choice=approve&looked=yes&item-0=yes&item-1=yes', terms, { ok: false, problems: { reason } }],
  ['choice=reject&reason=no', terms, { ok: true, choice: 'REJECT', reason: 'no' }],
  ['choice=reject&reason=no&item-1=yes', terms, { ok: true, choice: 'REJECT', reason: 'no', checklist: ['Announced'] }],
  ['choice=withdraw', terms, { ok: true, choice: 'WITHDRAW', reason: undefined }],
  ['choice=approve&looked=yes', {}, { ok: true, choice: 'APPROVE', reason: undefined }],
  ['choice=approve&looked=yes&item-9=yes', {}, { ok: true, choice: 'APPROVE', reason: undefined }],
  ['', terms, { ok: false, problems: choice }],
])('the form %s with %j is read whole', (body, wanted, expected) => {
  const input = parseForm(body);

  expect(input && readForm(en, input, wanted)).toStrictEqual(expected);
});

test.each([
  ['item-0=yes&item-9=yes', [0, 9]],
  ['choice=approve', undefined],
])('%s ticks %j', (body, expected) => {
  expect(parseForm(body)?.items).toEqual(expected);
  expect('items' in (parseForm(body) ?? {})).toBe(expected !== undefined);
});
