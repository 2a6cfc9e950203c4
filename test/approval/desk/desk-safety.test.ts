import { describe, expect, test } from 'vitest';
import { signLink } from '../../../src/approval/link/link.ts';
import {
  approvalSetup,
  approving,
  decideAt,
  fillIn,
  key,
  rejecting,
  type Setup,
  sendForm,
  signingKeys,
} from '../../helpers/approval.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { unavailable } from '../../helpers/memory-store.ts';
import { refusals } from './refusals.ts';

const form = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
};

describe('what the desk reveals', () => {
  test('sends strict headers with every answer', async () => {
    const setup = await askedSetup();
    const answers = await Promise.all([
      setup.desk.request('/'),
      setup.desk.request('/nothing'),
      setup.desk.request(setup.link()),
      setup.desk.request(setup.link(), { method: 'HEAD' }),
      setup.desk.request(setup.link(), { method: 'DELETE' }),
      setup.desk.request(setup.link(), { ...form, body: 'x'.repeat(20_000) }),
      setup.desk.request(setup.link(), { ...form, body: 'choice=approve' }),
      ...refusals.map(([, linkOf]) => setup.desk.request(linkOf(setup))),
    ]);
    setup.store.read = async () => Promise.reject(unavailable());
    answers.push(await setup.desk.request(setup.link()));

    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; img-src 'self'; style-src(?: 'sha256-[A-Za-z0-9+/=]{44}'){4}; script-src(?: 'sha256-[A-Za-z0-9+/=]{44}'){2}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=UTF-8',
        'content-language': 'en',
        vary: 'accept-language',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'permissions-policy': 'camera=(), geolocation=(), microphone=()',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-robots-tag': 'noindex, nofollow',
      });
    }
    expect(answers).toHaveLength(16);
  });

  test('does not log a token, nonce, key or reason', async () => {
    const setup = await askedSetup();
    const link = setup.link();
    const opened = await (await setup.desk.request(link)).text();
    await setup.desk.request(link, fillIn(opened, { ...approving, reason: 'a private remark' }));
    for (const [, linkOf] of refusals) await setup.desk.request(linkOf(setup));
    setup.store.read = async () => Promise.reject(unavailable());
    await setup.desk.request(link);

    const log = JSON.stringify(setup.logger.lines);
    const [, , claims = '', mac = ''] = link.split('.');
    const nonce = /name="nonce" value="([^"]+)"/.exec(opened)?.[1] ?? 'none';
    for (const secret of [claims, mac, nonce, 'first-secret', 'a private remark']) expect(log).not.toContain(secret);
    expect(log).toContain('the desk recorded an approval');
    expect(log).toContain('GET /a/{token}');
  });

  test('uses nothing of the Host header', async () => {
    const { desk, link } = await askedSetup();

    const pages = await Promise.all(
      ['/', '/nothing', link()].map(async (path) =>
        (
          await desk.request(`http://evil.example${path}`, {
            headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
          })
        ).text(),
      ),
    );

    expect(pages.join('\n')).not.toContain('evil.example');
  });
});

describe('hostile text', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&amp;`;

  test('stays plain text in every field of the page', async () => {
    const setup = approvalSetup({
      describe: async () => ({
        images: [{ container: hostile, before: hostile, after: `${hostile}2` }],
        strategy: hostile,
        sourceRevisionId: hostile,
        unknown: [hostile],
      }),
    });
    await setup.gate({
      title: hostile,
      notes: hostile,
      reviewers: ['ana@example.com', 'ben@example.com'],
      approvals: 2,
    })();
    await decideAt(setup.desk, setup.link('ana@example.com'), { ...approving, reason: hostile });
    const request = setup.request();
    setup.store.edit(
      key,
      JSON.stringify({
        ...request,
        reviewers: [...request.reviewers, hostile],
        subject: {
          ...request.subject,
          cluster: hostile,
          service: '<script>x',
          gate: hostile,
          account: hostile,
          region: hostile,
        },
      }),
    );
    const answers = [
      await setup.desk.request(setup.link('ben@example.com')),
      await setup.desk.request(setup.link(hostile)),
      await setup.desk.request(
        setup.link('ben@example.com'),
        fillIn(await (await setup.desk.request(setup.link('ben@example.com'))).text(), {
          choice: hostile,
          reason: hostile,
        }),
      ),
      await sendForm(
        setup.desk,
        setup.link('ben@example.com'),
        fillIn(await (await setup.desk.request(setup.link('ben@example.com'))).text(), {
          ...rejecting,
          reason: hostile,
        }),
      ),
    ];

    for (const answer of answers) {
      const page = await answer.text();
      expect(page).not.toMatch(/<script|<img|onerror='alert/);
      expect(page).toContain('&lt;script&gt;');
      expect(await htmlFaults(page)).toEqual([]);
    }
  });

  test('is not linked when it is used as the test address', async () => {
    const setup = await askedSetup();
    const request = setup.request();
    setup.store.edit(
      key,
      JSON.stringify({ ...request, subject: { ...request.subject, testUrl: 'javascript:alert(document.domain)' } }),
    );

    const page = await (await setup.desk.request(setup.link())).text();

    expect(page).not.toContain('javascript:');
    expect(page).not.toContain('Open the new version');
  });

  test('reaches no other object of the ledger', async () => {
    const { desk, store } = await askedSetup();
    const expiresAt = new Date('2026-11-30T00:00:00Z');
    const reads = store.operations.length;

    for (const other of [
      'approvals/../open/x.json',
      'reports/1/r/c/s/d/x.json',
      '../../etc/passwd',
      'approvals/1/r/c/s/d/../../X.json',
    ]) {
      const answer = await desk.request(
        `/a/${signLink(signingKeys, { key: other, reviewer: 'link holder', expiresAt })}`,
      );
      expect(answer.status).toBe(403);
    }
    expect(store.operations).toHaveLength(reads);
  });
});

async function askedSetup(): Promise<Setup> {
  const setup = approvalSetup();
  await setup.gate()();
  return setup;
}
