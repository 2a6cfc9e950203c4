import { describe, expect, test } from 'vitest';
import { completeHook } from '../../../src/cli/attach/hook-request.ts';
import { hookArnsOf } from '../../../src/cli/aws/stack.ts';
import { logGroupOf } from '../../../src/cli/explain/hook-log.ts';
import { guessKind } from '../../../src/cli/plan/guess-directory.ts';
import { kindOf } from '../../../src/service-hooks/hook-directory.ts';
import { longestWait } from '../../../src/service-hooks/longest-wait.ts';
import { directory } from './hooks.ts';

const arn = 'arn:aws:lambda:us-west-2:123456789012:function:greenlight-browser-BrowserHook-1';
const known = { ...directory, arns: { ...directory.arns, browser: arn } };
const request = { target: { kind: 'browser' as const }, from: '--browser', details: { pages: ['/'] } };

describe('the browser hook', () => {
  test('is attached after the test traffic shift, for longer than it waits', () => {
    expect(completeHook(request, known)).toMatchObject({
      hookTargetArn: arn,
      lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
      hookDetails: { pages: ['/'] },
      timeoutConfiguration: { timeoutInMinutes: 30, action: 'ROLLBACK' },
    });
    expect(longestWait('browser', { waitMinutes: 60 })).toEqual({ minutes: 60, because: 'waitMinutes (60)' });
  });

  test('is not attached if the stack knows none, which says what to do', () => {
    expect(() => completeHook(request, directory)).toThrow(
      expect.objectContaining({
        message: '--browser: the stack does not know a browser hook',
        next: expect.stringContaining('set BrowserHookArn'),
      }),
    );
  });

  test('is known by the ARN that the stack has, and by the name of its function', () => {
    expect(kindOf({ hookTargetArn: arn }, known)).toBe('browser');
    expect(kindOf({ hookTargetArn: arn }, directory)).toBeUndefined();
    expect(guessKind('greenlight-browser-BrowserHook-1')).toBe('browser');
    const stack = { stackName: 'greenlight', all: new Map([['BrowserHookArn', arn]]), parameters: new Map() };
    const outputs = { approvalHookArn: 'a', smokeHookArn: 'b', alarmHookArn: 'c', hookInvokeRoleArn: 'd' };
    const complete = { ...stack, ...outputs, deskUrl: '', ledgerBucket: '', notificationsTopicArn: '' };
    expect(hookArnsOf(complete).browser).toBe(arn);
    expect(logGroupOf(arn, complete)).toBe('/aws/lambda/greenlight-browser/browser-hook');
  });
});
