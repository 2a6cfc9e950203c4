import { describe, expect, test } from 'vitest';
import type { DeployedComparison } from '../../../../src/checks/approval/confirm/compare-deployed.ts';
import { judgeDecision } from '../../../../src/checks/approval/verdict/judge-decision.ts';
import { neverAborted, newRequest, subject } from '../../../helpers/approval.ts';
import { SteppableClock, targetOf } from '../../../helpers/hook.ts';

const context = { clock: new SteppableClock(), signal: neverAborted };
const target = { ...targetOf(), deploymentId: subject.deploymentId };
const at = '2026-11-22T14:10:00.000Z';
const decision = { id: 'd', status: 'APPROVED', by: 'ana@example.com', via: 'desk', at } as const;
const approved = { ...newRequest(), status: 'APPROVED', decision } as const;

describe('an approval of which nothing could be recorded', () => {
  test.each<[DeployedComparison, string]>([
    [{ kind: 'same' }, 'what ECS deploys could not be recorded'],
    [{ kind: 'unknown', reason: 'ECS knows no such service deployment' }, 'ECS knows no such service deployment'],
    [{ kind: 'changed', reason: 'ECS deploys revision 42 now' }, 'ECS deploys revision 42 now'],
  ])('is an error, and does not pass: %j', async (found, why) => {
    const verdict = await judgeDecision(approved, target, context, async () => ({ confirm: async () => ({ found }) }));

    expect(verdict).toEqual({ kind: 'error', reason: `approved by ana@example.com at 14:10 UTC, but ${why}` });
  });
});

test('a request without a decision gets no verdict', async () => {
  const verdict = judgeDecision(newRequest(), target, context, () => Promise.reject(new Error('not needed')));

  await expect(verdict).rejects.toThrow(new TypeError('the request is not decided'));
});
