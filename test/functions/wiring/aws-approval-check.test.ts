import { expect, test } from 'vitest';
import { awsApprovalCheck } from '../../../src/functions/wiring/aws-approval-check.ts';
import { approvalEnvironmentSchema, readEnvironment } from '../../../src/functions/wiring/environment.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import { approvalSetup, key } from '../../helpers/approval.ts';
import { ecsEvent, lambdaContext } from '../../helpers/hook.ts';

test('an approval that was written by hand is refused if the variable of the stack says so', async () => {
  const { gate, store, clock, logger, request } = approvalSetup();
  await gate()();
  store.edit(key, JSON.stringify({ ...request(), status: 'APPROVED' }));
  const environment = readEnvironment(approvalEnvironmentSchema, {
    ...{ AWS_REGION: 'us-west-2', LEDGER_BUCKET: 'ledger', NOTIFICATIONS_TOPIC_ARN: 'arn', HAND_DECISIONS: 'no' },
    ...{ DESK_URL: 'https://desk.example.com', SIGNING_KEY_PARAMETER: '/key' },
  });

  const hook = createHook({ check: awsApprovalCheck(environment, store), clock, logger });

  expect(await hook(ecsEvent(), lambdaContext())).toMatchObject({
    hookStatus: 'IN_PROGRESS',
    reason: expect.stringContaining('HandDecisions: no'),
  });
});
