import { describe, expect, test } from 'vitest';
import { obtainNativeRuntimeClient, obtainRuntimeClient } from '../../controller/lambda/runtime-clients.ts';
import { ecsEvent, rollbackEvent } from '../../helpers/hook.ts';
import { fixture, useBuiltFunctions } from './built-function.ts';

// With its native part if that can be built; otherwise a message says so.
const client = (await obtainNativeRuntimeClient()) ?? (await obtainRuntimeClient());

describe.skipIf(client === undefined)("the built functions under Lambda's runtime client", () => {
  const { standIn, events, start } = useBuiltFunctions();

  test('answer from a cold start', async () => {
    const { endpoint } = await standIn();

    expect(await start('approval-hook', endpoint, { client }).invoke(fixture.event)).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: expect.any(Number),
    });
    expect(await start('smoke-hook', endpoint, { client }).invoke(events()['smoke-hook'])).toMatchObject({
      hookStatus: 'SUCCEEDED',
    });
    expect(await start('alarm-hook', endpoint, { client }).invoke(events()['alarm-hook'])).toMatchObject({
      hookStatus: 'SUCCEEDED',
    });
    expect(await start('gate-hook', endpoint, { client }).invoke(events()['gate-hook'])).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('approval: '),
    });
    expect(await start('desk', endpoint, { client }).invoke(fixture.pageRequest)).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('Release 1.4.0 of the shop'),
    });
    expect(await start('deployment-watcher', endpoint, { client }).invoke(events()['deployment-watcher'])).toBeNull();
  });

  test('name the deployment and the trace in their log lines', async () => {
    const hook = start('approval-hook', (await standIn()).endpoint, { client });

    await hook.invoke(fixture.event);

    const trace = '1-8476a536-e9f411e89739000000000001';
    await expect
      .poll(() => hook.logged())
      .toContainEqual(expect.objectContaining({ deployment: 'exDpBfIu2nWvYW8n1jw01', xray_trace_id: trace }));
  });

  describe('with a wrong environment', () => {
    const wrong = { environment: { LEDGER_BUCKET: '' }, client };

    test.each(['approval-hook', 'smoke-hook', 'alarm-hook', 'gate-hook'] as const)(
      'let the %s fail the gate with the reason, and a rollback through',
      async (name) => {
        const hook = start(name, (await standIn()).endpoint, wrong);

        expect(await hook.invoke(ecsEvent())).toEqual({
          hookStatus: 'FAILED',
          reason: expect.stringContaining('wrong environment: LEDGER_BUCKET'),
        });
        expect(await hook.invoke(rollbackEvent())).toMatchObject({ hookStatus: 'SUCCEEDED' });
      },
    );

    test.each(['desk', 'deployment-watcher'] as const)('let the %s fail during init with the reason', async (name) => {
      const failing = start(name, (await standIn()).endpoint, wrong);

      await expect(failing.invoke(events()[name])).rejects.toMatchObject({
        name: 'Error',
        message: expect.stringContaining('wrong environment: LEDGER_BUCKET'),
      });
    });
  });

  test('report thrown errors in the words of the runtime', async () => {
    const watcher = start('deployment-watcher', (await standIn()).endpoint, { client });

    await expect(watcher.invoke({ source: 'aws.s3' })).rejects.toMatchObject({
      name: 'TypeError',
      message: 'source: expected aws.ecs or aws.events, not "aws.s3"',
    });
  });

  test('call S3 once for each of 500 warm polls, over the existing connection', async () => {
    const aws = await standIn();
    const hook = start('approval-hook', aws.endpoint, { client });
    await hook.invoke(fixture.event);
    const [askedBefore, connectionsBefore] = [aws.asked(), aws.connections()];

    const answers: unknown[] = [];
    for (let poll = 0; poll < 500; poll += 1) answers.push(await hook.invoke(fixture.event));

    expect(answers).toHaveLength(500);
    expect(new Set(answers.map((answer) => (answer as { hookStatus: string }).hookStatus))).toEqual(
      new Set(['IN_PROGRESS']),
    );
    const { 'GET approvals': gets = 0, ...others } = aws.asked();
    const { 'GET approvals': getsBefore = 0, ...othersBefore } = askedBefore;
    expect(gets - getsBefore).toBe(500);
    expect(others).toEqual(othersBefore);
    expect(aws.connections()).toBe(connectionsBefore);
    expect(hook.pids()).toHaveLength(1);
  });
});
