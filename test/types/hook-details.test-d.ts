/**
 * Checked by `tsc -p .`: what must compile compiles, and each line under a `@ts-expect-error` must not.
 */
import type { AlarmsDetails } from '../../src/cdk/details/alarms-details.ts';
import type { ApprovalDetails } from '../../src/cdk/details/approval-details.ts';
import type { BrowserDetails } from '../../src/cdk/details/browser-details.ts';
import type { GateDetails } from '../../src/cdk/details/gate-details.ts';
import type { HookKeys } from '../../src/cdk/details/hook-keys.ts';
import type { MetricsDetails } from '../../src/cdk/details/metrics-details.ts';
import type { SmokeDetails } from '../../src/cdk/details/smoke-details.ts';

// Nothing is required, because Parameter Store may have it; every hook has a gate and an error budget.
const approval: ApprovalDetails & HookKeys = {
  gate: 'release',
  errorBudget: 3,
  deadlineMinutes: 60,
  reviewers: ['ana@example.com'],
  rules: [{ name: 'security', from: ['sec@example.com'], approvals: 1 }],
};
const smoke: SmokeDetails = {
  requests: ['/health', { path: '/', status: 200, expect: { json: { '$.ok': true } } }],
  setup: [{ path: '/login' }],
  headers: { 'x-test': 'yes' },
};
const alarms: AlarmsDetails = { alarms: ['retail-ui-5xx'], onMissing: 'wait' };
const metrics: MetricsDetails = { compare: ['errorRate'], baseline: 'concurrent' };
const gate: GateDetails & HookKeys = {
  checks: [{ smoke }, { any: [{ alarms }, { metrics }] }],
  ask: { reviewers: ['ana@example.com'] },
};
const browser: BrowserDetails = {};

// @ts-expect-error: a key that does not exist
const misspelled: SmokeDetails = { request: ['/health'] };

// @ts-expect-error: a number of minutes
const text: ApprovalDetails = { deadlineMinutes: '4 h' };

// @ts-expect-error: one of three words
const word: AlarmsDetails = { onMissing: 'ignore' };

// @ts-expect-error: a check that does not exist
const check: GateDetails = { checks: [{ smoek: {} }] };

export { alarms, approval, browser, check, gate, metrics, misspelled, smoke, text, word };
