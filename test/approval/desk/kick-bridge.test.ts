import { describe, expect, test } from 'vitest';
import { kickBridge } from '../../../src/approval/desk/kick-bridge.ts';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import { castVote } from '../../../src/approval/request/transitions.ts';
import { key, newRequest, vote } from '../../helpers/approval.ts';
import { recordingLogger } from '../../helpers/hook.ts';

const pause = { hookId: 'h' };
const decided = castVote(newRequest({ pause }), vote()).request;

describe('the bridge of pauses', () => {
  test.each<[string, ApprovalRequest, string[]]>([
    ['is notified of the decision about a pause', decided, [key]],
    ['is not notified of a request that is open', newRequest({ pause }), []],
    ['is not notified of a decision about a Lambda hook', castVote(newRequest(), vote()).request, []],
  ])('%s', async (_what, request, expected) => {
    const kicked: string[] = [];
    const logger = recordingLogger();
    const kick = async (at: string) => {
      kicked.push(at);
    };

    await kickBridge({ kick, logger }, key, request);
    await kickBridge({ logger }, key, request);

    expect(kicked).toEqual(expected);
    expect(logger.lines).toEqual([]);
  });

  test('may fail, which is only logged: it learns of the decision from the bucket', async () => {
    const logger = recordingLogger();

    await kickBridge({ kick: () => Promise.reject(new Error('throttled')), logger }, key, decided);

    expect(logger.lines).toMatchObject([
      {
        level: 'warn',
        message: 'the pause bridge could not be notified',
        attributes: { request: key, error: 'throttled' },
      },
    ]);
  });
});
