import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isEntra, readPerson } from '../../../src/approval/sign-in/identity.ts';

const issuer = 'https://login.example.com/shop';
const settings = { issuer, mailDomains: ['example.com'] };
const claims = { iss: issuer, sub: '248289761001', email: 'Ana@Example.com', email_verified: true };
const google = 'https://accounts.google.com';
const entra = 'https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0';

describe('the mail address of an account', () => {
  test('is the person if the issuer is believed', () => {
    expect(readPerson(claims, settings)).toEqual({
      ok: true,
      person: { iss: issuer, sub: '248289761001', mail: 'ana@example.com' },
    });
  });

  test.each<[string, Record<string, unknown>, typeof settings]>([
    ['not verified', { email_verified: false }, settings],
    ['verified in words only', { email_verified: 'true' }, settings],
    ['nothing said about it', { email_verified: undefined }, settings],
    ['of another domain', { email: 'ana@other.example' }, settings],
    ['of a subdomain', { email: 'ana@evil.example.com' }, settings],
    ['of a domain that ends alike', { email: 'ana@notexample.com' }, settings],
    ['two addresses', { email: 'ana@other.example,ana@example.com' }, settings],
    ['something after it', { email: 'ana@example.com,ben@other.example' }, settings],
    ['with a display name', { email: '"x" <ana@example.com>' }, settings],
    ['with letters that look alike', { email: 'аna@example.com' }, settings],
    ['a list', { email: ['ana@example.com'] }, settings],
    ['no domain is believed', {}, { issuer, mailDomains: [] }],
    ['Entra ID', { iss: entra }, { ...settings, issuer: entra }],
    [
      'Entra ID for customers',
      { iss: 'https://x.ciamlogin.com/1' },
      { ...settings, issuer: 'https://x.ciamlogin.com/1' },
    ],
    [
      'Entra ID of version 1',
      { iss: 'https://sts.windows.net/1/' },
      { ...settings, issuer: 'https://sts.windows.net/1/' },
    ],
  ])('is not the person: %s', (_title, changes, given) => {
    const read = readPerson({ ...claims, ...changes }, given);

    expect(read).toEqual({ ok: true, person: { iss: given.issuer, sub: '248289761001' } });
  });

  test('is never the person without a verified address of a believed domain', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (email, isVerified) => {
        const read = readPerson({ ...claims, email, email_verified: isVerified }, settings);

        const mail = read.ok ? read.person.mail : undefined;
        expect(mail === undefined || (isVerified === true && mail.endsWith('@example.com'))).toBe(true);
      }),
    );
  });
});

test.each<[unknown, number | undefined]>([
  [1, 1],
  [8.64e12 - 1, 8.64e12 - 1],
  [8.64e12, undefined],
  [0, undefined],
  [-1, undefined],
  [1.5, undefined],
  ['1795356000', undefined],
  [undefined, undefined],
])('somebody who signed in at %j did so at second %s', (auth_time, authenticatedAt) => {
  const read = readPerson({ ...claims, auth_time }, settings);

  expect(read.ok && read.person.authenticatedAt).toBe(authenticatedAt);
});

test.each([
  ['login.microsoftonline.com', true],
  ['login.microsoftonline.us', true],
  ['login.microsoftonline.de', true],
  ['login.partner.microsoftonline.cn', true],
  ['login.chinacloudapi.cn', true],
  ['sts.windows.net', true],
  ['shop.b2clogin.com', true],
  ['shop.ciamlogin.com', true],
  ['login.microsoft.com', true],
  ['windows.net', true],
  ['login.microsoftonline.com.shop.example', false],
  ['notwindows.net', false],
  ['accounts.google.com', false],
])('%s is Entra ID: %s', (host, isIt) => {
  expect(isEntra(`https://${host}/7b5a/v2.0`)).toBe(isIt);
});

describe('an account', () => {
  test.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://login.example.com/other' }],
    ['of an issuer with another end', { iss: `${issuer}/` }],
    ['without an issuer', { iss: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['with a number as its subject', { sub: 7 }],
    ['with a subject that would separate names', { sub: 'a, ben@example.com' }],
    ['with a line break in its subject', { sub: 'a\nb' }],
    ['with a subject that is too long', { sub: 'a'.repeat(256) }],
  ])('cannot be used: %s', (_title, changes) => {
    expect(readPerson({ ...claims, ...changes }, settings)).toEqual({ ok: false, problem: 'unusable' });
  });

  test('of Google has to belong to an organization that is believed', () => {
    const given = { ...settings, issuer: google };
    const read = (changes: object) => readPerson({ ...claims, iss: google, ...changes }, given);

    expect(read({ hd: 'example.com' })).toMatchObject({ ok: true, person: { mail: 'ana@example.com' } });
    expect(read({})).toEqual({ ok: false, problem: 'foreign-account' });
    expect(read({ hd: 'other.example' })).toEqual({ ok: false, problem: 'foreign-account' });
    const two = { issuer: google, mailDomains: ['example.com', 'example.org'] };
    expect(readPerson({ ...claims, iss: google, hd: 'example.org' }, two)).toEqual({
      ok: true,
      person: { iss: google, sub: '248289761001' },
    });
  });
});
