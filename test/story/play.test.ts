import { describe, expect, test } from 'vitest';
import { type DemoRun, lastObject, playHere, runDemoProcess } from './run-demo.ts';

async function play(story: string, ...flags: string[]) {
  return withObject(await playHere(story, ...flags));
}

/** For what is measured in real time, which other stories in the same process would disturb. */
async function playInProcess(story: string, ...flags: string[]) {
  return withObject(await runDemoProcess(['--play', story, ...flags]));
}

function withObject(run: DemoRun) {
  return { ...run, played: lastObject(run) };
}

// Each story mostly waits for its clock.
describe.concurrent('greenlight demo --play', { timeout: 90_000 }, () => {
  test('ends SUCCESSFUL once the release is approved, and production moved to green', async () => {
    const { code, lines, played } = await playInProcess('approve');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL', statusReason: null },
      decision: { status: 'APPROVED', by: 'ana@shop.example', via: 'desk', reason: 'looks good on my phone' },
      production: { green: expect.toSatisfy((count: number) => count > 0), maxToGreen: 100 },
    });
    expect((played['stages'] as { stage: string }[]).map(({ stage }) => stage)).toEqual([
      'PRE_SCALE_UP',
      'SCALE_UP',
      'POST_SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
      'POST_TEST_TRAFFIC_SHIFT',
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
    ]);
    expect(lines.some((line) => line.includes('the reviewer reads: Your approval is recorded'))).toBe(true);
    expect(lines.some((line) => /the page offers: http:\/\/127\.0\.0\.1:\d+\/$/.test(line))).toBe(true);
    expect(played).toMatchObject({
      listener: 'own',
      rules: [
        { listener: 'production', rule: 'default', does: 'production' },
        { listener: 'test', rule: 'default', when: 'anything else', does: 'test', requests: 3 },
      ],
    });
  });

  test('ends SUCCESSFUL once somebody has signed in and approved, at a provider on this computer', async () => {
    const { code, lines, stderr, played } = await playInProcess('sign-in');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL', statusReason: null },
      decision: { status: 'APPROVED', by: 'ana@shop.example', via: 'sign-in' },
      decisionToEcsMs: expect.toSatisfy((ms: number) => ms >= 0),
      production: { maxToGreen: 100 },
    });
    expect(lines.join('\n')).toMatch(/the reviewer signs in at http:\/\/127\.0\.0\.1:\d+ as ana@shop\.example/);
    expect(lines.join('\n') + stderr).not.toMatch(/oidc-provider|WARNING/);
  });

  test('ends SUCCESSFUL once a pause is approved, and ECS has the decision within a second without a poll', async () => {
    const { code, lines, played } = await playInProcess('pause');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL', statusReason: null },
      decision: { status: 'APPROVED', by: 'ana@shop.example', via: 'desk' },
      decisionToEcsMs: expect.toSatisfy((ms: number) => ms < 1000),
      production: { maxToGreen: 100 },
    });
    const functions = (played['hooks'] as { function: string }[]).map((hook) => hook.function);
    expect(functions).not.toContain('greenlight-approval-hook');
  });

  test('ends SUCCESSFUL once two of the three reviewers have approved, and not before', async () => {
    const { code, lines, played } = await play('quorum');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL', statusReason: null },
      decision: { status: 'APPROVED', via: 'desk' },
    });
    expect(lines.filter((line) => line.includes('the reviewer opens'))).toHaveLength(2);
  });

  test('ends SUCCESSFUL once QA and security have both approved, and not before', async () => {
    const { code, lines, played } = await playInProcess('two-rules');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      problems: [],
      deployment: { status: 'SUCCESSFUL', statusReason: null },
      decision: { status: 'APPROVED', via: 'desk' },
      decisionToEcsMs: expect.toSatisfy((ms: number) => ms >= 0),
      production: { maxToGreen: 100 },
    });
    expect(lines.filter((line) => line.includes('the reviewer opens')).length).toBeGreaterThanOrEqual(2);
  });

  test('ends ROLLBACK_SUCCESSFUL once the release is rejected, and production never served green', async () => {
    const { code, played } = await play('reject');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      deployment: { status: 'ROLLBACK_SUCCESSFUL' },
      decision: { status: 'REJECTED', reason: 'the new colour hides the price' },
      production: { green: 0, maxToGreen: 0 },
    });
  });

  test('ends ROLLBACK_SUCCESSFUL if the smoke test finds the new version broken, and nobody is asked', async () => {
    const { code, played } = await play('smoke-fails');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      deployment: { status: 'ROLLBACK_SUCCESSFUL' },
      decision: null,
      production: { green: 0, maxToGreen: 0 },
    });
    expect(played['hooks']).toContainEqual(
      expect.objectContaining({ function: 'greenlight-smoke-hook', status: 'FAILED' }),
    );
  });

  test('ends ROLLBACK_SUCCESSFUL if an alarm fires, and nobody is asked', async () => {
    const { code, played } = await play('alarm-fires');

    expect(code).toBe(0);
    expect(played).toMatchObject({
      ok: true,
      deployment: { status: 'ROLLBACK_SUCCESSFUL' },
      decision: null,
      production: { green: 0, maxToGreen: 0 },
    });
    expect(played['hooks']).toContainEqual(
      expect.objectContaining({ function: 'greenlight-alarm-hook', status: 'FAILED' }),
    );
  });

  test('L5 ends SUCCESSFUL with a test rule that requires a header: the tests send it, and the reviewer gets a command', async () => {
    const { code, played, lines } = await play('approve', '--listener', 'header');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ...{ ok: true, listener: 'header', deployment: { status: 'SUCCESSFUL' } },
      rules: [
        { listener: 'production', rule: '10', when: 'header X-Canary-Test is true', does: 'test', requests: 3 },
        { listener: 'production', rule: 'default', does: 'production', requests: expect.any(Number) },
      ],
    });
    expect(lines.join('\n')).toContain(
      "the page offers: curl -H 'x-canary-test: <value of the rule>' http://127.0.0.1:",
    );
  });

  test('L1 ends ROLLBACK_SUCCESSFUL if another rule answers a request of the smoke test, and nobody is asked', async () => {
    const { code, played, lines } = await play('approve', '--listener', 'shadowed');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ...{ ok: true, listener: 'shadowed', deployment: { status: 'ROLLBACK_SUCCESSFUL' }, decision: null },
      production: { green: 0, maxToGreen: 0 },
      rules: [
        { listener: 'production', rule: 'default' },
        // Nothing is sent once a request is known not to count.
        { listener: 'test', rule: '1', when: 'path is /health', does: 'answers 200 itself', requests: 0 },
        { listener: 'test', rule: 'default', requests: 0 },
      ],
    });
    expect(played['hooks']).toContainEqual(
      expect.objectContaining({
        ...{ function: 'greenlight-smoke-hook', status: 'FAILED' },
        reason: expect.stringMatching(/GET \/health: rule 1 \(arn:.*answers with status 200 itself/),
      }),
    );
  });

  test('L9 tests and moves two load balancers, and the reviewer gets an address', async () => {
    const { code, played, lines } = await play('approve', '--listener', 'two');

    expect(code, lines.join('\n')).toBe(0);
    expect(played).toMatchObject({
      ...{ ok: true, listener: 'two', deployment: { status: 'SUCCESSFUL' } },
      rules: [
        { listener: 'production' },
        { listener: 'test', requests: 3 },
        { listener: 'second production', requests: 0 },
        { listener: 'second test', requests: 3 },
      ],
    });
    expect(lines.some((line) => /the page offers: http:\/\/127\.0\.0\.1:\d+\/$/.test(line))).toBe(true);
  });

  test.each([
    ['linear', 'LINEAR', 4],
    ['canary', 'CANARY', 2],
    ['rolling', 'ROLLING', 1],
  ])('plays %s, with an approval at every step', async (flag, strategy, approvals) => {
    const { code, played } = await play('approve', '--strategy', flag, '--speed', '60');

    expect(code).toBe(0);
    expect(played).toMatchObject({ ok: true, strategy, deployment: { status: 'SUCCESSFUL' } });
    const asked = (played['hooks'] as { function: string }[]).filter(
      ({ function: name }) => name === 'greenlight-approval-hook',
    );
    expect(asked).toHaveLength(approvals);
  });
});
