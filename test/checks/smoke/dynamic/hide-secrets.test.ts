import { expect, test } from 'vitest';
import { hideSecrets } from '../../../../src/checks/smoke/dynamic/hide-secrets.ts';
import type { Verdict } from '../../../../src/hook/verdict.ts';

const secrets = ['hunter2'];

test('no part of a verdict shows a secret', () => {
  const verdict: Verdict = {
    kind: 'error',
    reason: 'GET / sent hunter2',
    findings: [
      { name: 'GET /hunter2', outcome: 'failed', found: 'body hunter2', allowed: 'not hunter2' },
      { name: 'GET /', outcome: 'passed', found: 'status 200' },
    ],
    state: { token: 'hunter2', list: ['a hunter2', 7], none: null },
    cause: new Error('read hunter2'),
  };

  expect(hideSecrets(verdict, secrets)).toStrictEqual({
    kind: 'error',
    reason: 'GET / sent …',
    findings: [
      { name: 'GET /…', outcome: 'failed', found: 'body …', allowed: 'not …' },
      { name: 'GET /', outcome: 'passed', found: 'status 200' },
    ],
    state: { token: '…', list: ['a …', 7], none: null },
    cause: new Error('read …'),
  });
});

test.each<Verdict>([
  { kind: 'pass', reason: '1 of 1' },
  { kind: 'error', reason: 'no answer', cause: undefined },
])('a verdict without findings, state and cause gets none: %j', (verdict) => {
  expect(hideSecrets(verdict, secrets).reason).toBe(verdict.reason);
  expect(hideSecrets(verdict, secrets)).toStrictEqual(verdict);
});

test('without secrets a verdict is the same one', () => {
  const verdict: Verdict = { kind: 'error', reason: 'no answer', cause: new Error('reset') };

  expect(hideSecrets(verdict, [])).toBe(verdict);
});
