import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSignedBySlack } from '../../../../src/approval/desk/slack/slack-signature.ts';
import { anyCharacter } from '../../../helpers/random-cases.ts';
import { signAsSlack } from '../../slack/fake-slack.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
const now = new Date('2026-11-22T14:00:00.000Z');
const bytes = (text: string) => new TextEncoder().encode(text);

/** The example of Slack's documentation. */
const published = {
  timestamp: '1531420618',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  body: bytes(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  ),
};

describe('the signature of Slack', () => {
  test.each([
    [0, true],
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])('of the published example is valid %i s after its time: %s', (seconds, isValid) => {
    expect(isSignedBySlack(secret, published, new Date((1531420618 + seconds) * 1000))).toBe(isValid);
  });

  test.each<[string, object]>([
    ['without a signature', { signature: undefined }],
    ['without a time', { timestamp: undefined }],
    ['with an invalid time', { timestamp: '1531420618x' }],
    ['with a time that is an exponent', { timestamp: '1531420618e0' }],
    ['with a time after a sign', { timestamp: '+1531420618' }],
    ['with a time in milliseconds', { timestamp: '1531420618000' }],
    ['of another version', { signature: published.signature.replace('v0', 'v1') }],
    ['in capitals', { signature: published.signature.toUpperCase() }],
    ['that is cut', { signature: published.signature.slice(0, -1) }],
    ['with an empty body', { body: bytes('') }],
  ])('is not valid %s', (_what, changes) => {
    expect(isSignedBySlack(secret, { ...published, ...changes }, new Date(1531420618 * 1000))).toBe(false);
  });

  const bodies = fc.string({ unit: anyCharacter, maxLength: 40 });

  test('is valid for exactly the bytes that were signed', () => {
    fc.assert(
      fc.property(bodies, bodies, fc.boolean(), (body, other, isOther) => {
        const sent = signAsSlack(body, now);
        const arrived = bytes(isOther ? other : body);
        const isSame = Buffer.from(arrived).equals(Buffer.from(body));

        expect(isSignedBySlack(secret, { ...sent, body: arrived }, now)).toBe(isSame);
        expect(isSignedBySlack(`${secret}x`, { ...sent, body: bytes(body) }, now)).toBe(false);
      }),
    );
  });
});
