import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createDesk } from '../../../src/approval/desk/create-desk.ts';
import type { DeskParts } from '../../../src/approval/desk/desk-parts.ts';
import { linkReader } from '../../../src/approval/link/stored-links.ts';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { formatRequest } from '../../../src/approval/request/request.ts';
import { createReports } from '../../../src/storage/reports.ts';
import {
  approving,
  countedIds,
  decideAt,
  decideByIam,
  deskUrl,
  key,
  linkTo,
  loggedRequest,
  newRequest,
  rejecting,
  signingKeys,
} from '../../helpers/approval.ts';
import { recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

const pause = { hookId: 'ecs-pause-a', serviceDeploymentArn: 'arn' };

function deskWith(kick: DeskParts['kick'], changes: Parameters<typeof newRequest>[0] = { pause }) {
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const logger = recordingLogger();
  store.edit(key, formatRequest(newRequest(changes)));
  const desk = createDesk({
    ...{ clock, logger, deskUrl, kick, ledger: createLedger(store), reports: createReports(store) },
    ...{ newId: countedIds(), signingKeys: async () => signingKeys, readLink: linkReader(store) },
  });
  return { desk, store, logger };
}

describe('notifying the pause bridge', () => {
  test('sends the key of a decided request, and the page waits until it was sent', async () => {
    const kicked: string[] = [];
    const { desk } = deskWith(async (request) => {
      await setImmediate();
      kicked.push(request);
    });

    await decideAt(desk, linkTo(), rejecting);

    expect(kicked).toEqual([key]);
  });

  test('is done for a decision by an IAM identity too', async () => {
    const kicked: string[] = [];
    const { desk } = deskWith(async (request) => void kicked.push(request));

    await decideByIam(desk, 'arn:aws:iam::123456789012:user/dan', 'approve');

    expect(kicked).toEqual([key]);
  });

  test('is not done for the request of a polling gate, and not before there is a decision', async () => {
    const kicked: string[] = [];
    const kick = async (request: string) => void kicked.push(request);
    const reviewers = ['ana@example.com', 'ben@example.com'];

    await decideAt(deskWith(kick, {}).desk, linkTo());
    await decideAt(deskWith(kick, { pause, reviewers, approvals: 2 }).desk, linkTo('ana@example.com'));

    expect(kicked).toEqual([]);
  });

  test('never fails the page: the decision is recorded, and the failure is in the log', async () => {
    const { desk, store, logger } = deskWith(async () => {
      throw new Error('AccessDenied');
    });

    const { status, page } = await decideAt(desk, linkTo(), approving);

    expect(status).toBe(200);
    expect(page).toContain('is recorded');
    expect(store.contents()[key]).toContain('"status": "APPROVED"');
    expect(logger.lines).toContainEqual({
      level: 'warn',
      message: 'the pause bridge could not be notified',
      attributes: { ...loggedRequest, error: 'AccessDenied' },
    });
  });
});
