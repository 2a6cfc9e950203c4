import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseForm, readForm } from '../../../src/approval/desk/decision-form.ts';
import { en } from '../../../src/approval/desk/language/en.ts';

test('an item that the gate does not have is not recorded', () => {
  const form = { choice: 'approve', looked: true, reason: '', nonce: 'n1', items: [0] };

  expect(readForm(en, form, {})).not.toHaveProperty('checklist');
  expect(readForm(en, { ...form, items: [0, 1] }, { checklist: ['Tested'] })).toMatchObject({ checklist: ['Tested'] });
});

describe('parseForm', () => {
  test('reads what a browser sends', () => {
    expect(parseForm('nonce=n1&choice=approve&looked=yes&reason=+it+works%0D%0Awell+')).toEqual({
      choice: 'approve',
      looked: true,
      reason: 'it works\r\nwell',
      nonce: 'n1',
    });
  });

  test('reads missing fields as empty', () => {
    expect(parseForm('')).toEqual({ choice: '', looked: false, reason: '', nonce: '' });
  });

  test.each([
    ['both choices', 'nonce=n1&choice=approve&choice=reject&looked=yes&reason='],
    ['the same choice twice', 'nonce=n1&choice=approve&choice=approve&looked=yes&reason='],
    ['two reasons', 'nonce=n1&choice=reject&reason=a&reason=b'],
    ['two nonces', 'nonce=n1&nonce=n2&choice=approve&looked=yes&reason='],
    ['a tick that says no', 'nonce=n1&choice=approve&looked=no&reason='],
    ['a tick that says nothing', 'nonce=n1&choice=approve&looked=&reason='],
    ['a tick with another value and a rejection', 'nonce=n1&choice=reject&looked=on&reason=a'],
    ['a field that it does not have', 'nonce=n1&choice=approve&looked=yes&reason=&by=eve'],
    ['JSON', '{"choice":"approve"}'],
  ])('H3 rejects a form with %s', (_what, body) => {
    expect(parseForm(body)).toBeUndefined();
  });

  test('reads any body without throwing, and never finds an approval that was not sent', () => {
    fc.assert(
      fc.property(fc.string(), (body) => {
        const parsed = parseForm(body);
        const form = parsed && readForm(en, parsed);
        if (form?.ok && form.choice === 'APPROVE') expect(body).toMatch(/choice=approve/);
      }),
    );
  });
});

describe('readForm', () => {
  const form = { choice: 'approve', looked: true, reason: '', nonce: 'n1' };

  test.each([
    [form, { ok: true, choice: 'APPROVE', reason: undefined }],
    [
      { ...form, reason: 'it works' },
      { ok: true, choice: 'APPROVE', reason: 'it works' },
    ],
    [
      { ...form, choice: 'reject', reason: 'no' },
      { ok: true, choice: 'REJECT', reason: 'no' },
    ],
    [
      { ...form, choice: 'reject', looked: false, reason: 'x'.repeat(1000) },
      { ok: true, choice: 'REJECT', reason: 'x'.repeat(1000) },
    ],
  ])('accepts %j', (input, expected) => {
    expect(readForm(en, input)).toEqual(expected);
  });

  test.each([
    [{ ...form, choice: '' }, ['choice']],
    [{ ...form, choice: 'APPROVE' }, ['choice']],
    [{ ...form, looked: false }, ['looked']],
    [{ ...form, choice: 'reject' }, ['reason']],
    [{ ...form, looked: false, reason: 'x'.repeat(1001) }, ['looked', 'reason']],
  ])('asks again for what is wrong with %j', (input, fields) => {
    expect(readForm(en, input)).toEqual({
      ok: false,
      problems: Object.fromEntries(fields.map((field) => [field, expect.any(String)])),
    });
  });
});
