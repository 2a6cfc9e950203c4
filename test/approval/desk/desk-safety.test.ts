import { describe, expect, test } from 'vitest';
import { signLink } from '../../../src/approval/link/link.ts';
import {
  approvalStage,
  approving,
  decideAt,
  fillIn,
  key,
  rejecting,
  type Stage,
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
    const stage = await askedStage();
    const answers = await Promise.all([
      stage.desk.request('/'),
      stage.desk.request('/nothing'),
      stage.desk.request(stage.link()),
      stage.desk.request(stage.link(), { method: 'HEAD' }),
      stage.desk.request(stage.link(), { method: 'DELETE' }),
      stage.desk.request(stage.link(), { ...form, body: 'x'.repeat(20_000) }),
      stage.desk.request(stage.link(), { ...form, body: 'choice=approve' }),
      ...refusals.map(([, linkOf]) => stage.desk.request(linkOf(stage))),
    ]);
    stage.store.read = async () => Promise.reject(unavailable());
    answers.push(await stage.desk.request(stage.link()));

    for (const { headers } of answers) {
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=UTF-8',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
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
    const stage = await askedStage();
    const link = stage.link();
    const opened = await (await stage.desk.request(link)).text();
    await stage.desk.request(link, fillIn(opened, { ...approving, reason: 'a private remark' }));
    for (const [, linkOf] of refusals) await stage.desk.request(linkOf(stage));
    stage.store.read = async () => Promise.reject(unavailable());
    await stage.desk.request(link);

    const log = JSON.stringify(stage.logger.lines);
    const [, , claims = '', mac = ''] = link.split('.');
    const nonce = /name="nonce" value="([^"]+)"/.exec(opened)?.[1] ?? 'none';
    for (const secret of [claims, mac, nonce, 'first-secret', 'a private remark']) expect(log).not.toContain(secret);
    expect(log).toContain('the desk recorded an approval');
    expect(log).toContain('GET /a/{token}');
  });

  test('uses nothing of the Host header', async () => {
    const { desk, link } = await askedStage();

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
    const stage = approvalStage({
      describe: async () => ({
        images: [{ container: hostile, before: hostile, after: `${hostile}2` }],
        strategy: hostile,
        sourceRevisionId: hostile,
        unknown: [hostile],
      }),
    });
    await stage.gate({
      title: hostile,
      notes: hostile,
      reviewers: ['ana@example.com', 'ben@example.com'],
      approvals: 2,
    })();
    await decideAt(stage.desk, stage.link('ana@example.com'), { ...approving, reason: hostile });
    const request = stage.request();
    stage.store.edit(
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
      await stage.desk.request(stage.link('ben@example.com')),
      await stage.desk.request(stage.link(hostile)),
      await stage.desk.request(
        stage.link('ben@example.com'),
        fillIn(await (await stage.desk.request(stage.link('ben@example.com'))).text(), {
          choice: hostile,
          reason: hostile,
        }),
      ),
      await sendForm(
        stage.desk,
        stage.link('ben@example.com'),
        fillIn(await (await stage.desk.request(stage.link('ben@example.com'))).text(), {
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
    const stage = await askedStage();
    const request = stage.request();
    stage.store.edit(
      key,
      JSON.stringify({ ...request, subject: { ...request.subject, testUrl: 'javascript:alert(document.domain)' } }),
    );

    const page = await (await stage.desk.request(stage.link())).text();

    expect(page).not.toContain('javascript:');
    expect(page).not.toContain('Open the new version');
  });

  test('reaches no other object of the ledger', async () => {
    const { desk, store } = await askedStage();
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

async function askedStage(): Promise<Stage> {
  const stage = approvalStage();
  await stage.gate()();
  return stage;
}
