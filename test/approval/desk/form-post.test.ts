import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whyRefused } from '../../../src/approval/desk/form-post.ts';
import { approvalSetup, approving, decideAt, deskUrl, fillIn, type Setup, wordsOn } from '../../helpers/approval.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';

const formType = 'application/x-www-form-urlencoded';

describe('H3 a form post', () => {
  test.each<[string, Record<string, string>]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site' }],
    ['no page at all', { 'sec-fetch-site': 'none' }],
    ['an unknown kind of site', { 'sec-fetch-site': '' }],
    ['two kinds of site', { 'sec-fetch-site': 'same-origin, cross-site' }],
    ['another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: deskUrl }],
    ['a browser that sends no headers about it', {}],
    ['an old browser on another site', { origin: 'https://evil.example' }],
    ['an old browser on a page without an origin', { origin: 'null' }],
    ['our name over plain HTTP', { origin: 'http://desk.example.com' }],
    ['another port of ours', { origin: 'https://desk.example.com:8443' }],
    ['a longer name than ours', { origin: 'https://desk.example.com.evil.example' }],
    ['what the Host header names', { origin: 'https://evil.example', host: 'evil.example' }],
  ])('is refused when it comes from %s, and writes nothing', async (_where, headers) => {
    const { setup, before, opened } = await askedSetup();

    const answer = await setup.desk.request(setup.link(), {
      ...fillIn(opened, approving),
      headers: { 'content-type': formType, ...headers },
    });

    expect(answer.status).toBe(403);
    const page = await answer.text();
    expect(wordsOn(page)).toContain('This form was not sent from this page');
    expect(wordsOn(page)).toContain('Nothing was recorded. Open the link in your mail');
    expect(await htmlFaults(page)).toEqual([]);
    expect(setup.store.contents()).toEqual(before);
  });

  test.each([
    ['of no type', undefined],
    ['of text', 'text/plain'],
    ['of several parts', 'multipart/form-data; boundary=x'],
    ['of JSON', 'application/json'],
    ['of another charset', `${formType}; charset=utf-7`],
    ['of two types', `${formType}, text/plain`],
    ['of a longer type', `${formType}x`],
    ['of a type that only ends like it', `x-${formType}`],
    ['of a charset that only begins like it', `${formType}; charset=utf-8x`],
    ['of another parameter', `${formType};x-charset=utf-8`],
  ])('is refused when its body is %s, and writes nothing', async (_what, type) => {
    const { setup, before, opened } = await askedSetup();
    const body = new TextEncoder().encode(String(fillIn(opened, approving).body));

    const answer = await setup.desk.request(setup.link(), {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', ...(type !== undefined && { 'content-type': type }) },
      body,
    });

    expect(answer.status).toBe(415);
    expect(setup.logger.lines).toContainEqual(
      expect.objectContaining({
        message: 'the desk refused something other than its form',
        attributes: { route: 'POST /a/{token}', status: 415 },
      }),
    );
    expect(wordsOn(await answer.text())).toContain('This is not the form of this page');
    expect(setup.store.contents()).toEqual(before);
  });

  test.each([
    ['both choices', '&choice=reject'],
    ['a second nonce', '&nonce=x'],
    ['a second tick', '&looked=yes'],
    ['a field of somebody else', '&by=eve'],
  ])('is refused when it has %s, and writes nothing', async (_what, more) => {
    const { setup, before, opened } = await askedSetup();
    const form = fillIn(opened, approving);

    const answer = await setup.desk.request(setup.link(), { ...form, body: `${String(form.body)}${more}` });

    expect(answer.status).toBe(400);
    expect(wordsOn(await answer.text())).toContain('This is not the form of this page');
    expect(setup.store.contents()).toEqual(before);
  });

  test.each(['no', '', 'on', 'YES'])('is refused when it is ticked with "%s", and writes nothing', async (looked) => {
    const { setup, before, opened } = await askedSetup();

    const answer = await setup.desk.request(setup.link(), fillIn(opened, { ...approving, looked }));

    expect(answer.status).toBe(400);
    expect(setup.store.contents()).toEqual(before);
  });

  test.each<[string, Record<string, string>]>([
    ['a current browser, which hides its origin', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
    ['an old browser', { origin: deskUrl }],
    ['an old browser that spells it differently', { origin: deskUrl.toUpperCase() }],
    [
      'a browser that names the charset',
      { 'sec-fetch-site': 'same-origin', 'content-type': `${formType};charset=UTF-8` },
    ],
    [
      'a browser that names it with spaces and quotes',
      { 'sec-fetch-site': 'same-origin', 'content-type': `${formType} ; charset="utf-8"` },
    ],
  ])('is accepted from %s', async (_what, headers) => {
    const { setup, opened } = await askedSetup();

    const answer = await setup.desk.request(setup.link(), {
      ...fillIn(opened, approving),
      headers: { 'content-type': formType, ...headers },
    });

    expect(answer.status).toBe(303);
    expect(setup.request().status).toBe('APPROVED');
  });

  test('is accepted from the page itself after it was refused', async () => {
    const { setup, opened } = await askedSetup();
    await setup.desk.request(setup.link(), { ...fillIn(opened, approving), headers: { 'content-type': formType } });

    expect((await decideAt(setup.desk, setup.link())).status).toBe(200);
    expect(setup.logger.lines).toContainEqual(
      expect.objectContaining({
        message: 'the desk refused a form from another site',
        attributes: { route: 'POST /a/{token}', status: 403 },
      }),
    );
  });

  test('is trusted only if the browser or its origin says that it is ours, with any combination of headers', () => {
    const header = fc.option(fc.oneof(fc.string(), fc.constantFrom('same-origin', 'none', 'null', deskUrl)), {
      nil: undefined,
    });
    fc.assert(
      fc.property(header, header, (site, origin) => {
        const isOwn = site === 'same-origin' || (site === undefined && origin?.toLowerCase() === deskUrl);
        const refusal = whyRefused({ 'sec-fetch-site': site, origin, 'content-type': formType }, deskUrl);
        expect(refusal).toBe(isOwn ? undefined : 'foreign-site');
      }),
    );
  });
});

async function askedSetup(): Promise<{ setup: Setup; before: Record<string, string>; opened: string }> {
  const setup = approvalSetup();
  await setup.gate()();
  const opened = await (await setup.desk.request(setup.link())).text();
  return { setup, opened, before: { ...setup.store.contents() } };
}
