import { ECSClient } from '@aws-sdk/client-ecs';
import { expect, test, vi } from 'vitest';
import { tagRecorder } from '../../../src/functions/lazy/tag-recorder.ts';
import { subject } from '../../helpers/approval.ts';
import { lambdaContext, recordingLogger, SteppableClock } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

const { account, region, cluster, service } = subject;
const event = {
  source: 'aws.ecs',
  account,
  region,
  resources: [`arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`],
};

async function record(reason: string) {
  vi.spyOn(ECSClient.prototype, 'send').mockImplementation(async () => ({ services: [], failures: [{ reason }] }));
  const clock = new SteppableClock();
  const store = memoryStore(clock);
  const recorded = tagRecorder({ store, clock, logger: recordingLogger(), tag: 'deployed-by' });
  await recorded(event, {
    ...lambdaContext(),
    invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:watcher`,
  });
  return store.contents();
}

test('nothing is recorded for a service that was deleted, and Lambda need not try again', async () => {
  expect(await record('MISSING')).toEqual({});
});

test('any other answer without the service is an error, so that Lambda tries again', async () => {
  await expect(record('THROTTLED')).rejects.toThrow(`ECS did not describe ${cluster}/${service}: THROTTLED`);
});
