import { describe, test } from 'vitest';
import { obtainNativeRuntimeClient, obtainRuntimeClient } from '../../controller/lambda/runtime-clients.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { fixture, startSilence, useBuiltFunctions } from './built-function.ts';

// With its native part if that can be built; otherwise a message says so.
const client = (await obtainNativeRuntimeClient()) ?? (await obtainRuntimeClient());

/** As in template.yaml; a busy machine does not come near it. */
const deskTimeoutSeconds = 29;

// At the same time, because each takes nearly all of its time, and waits for most of it.
describe.skipIf(client === undefined)('when AWS accepts connections and never answers', { concurrent: true }, () => {
  const { standIn, events, start } = useBuiltFunctions();

  test('every hook answers before its time is up', async ({ expect, onTestFinished: atEnd }) => {
    const silent = await startSilence(atEnd);
    const options = { timeoutSeconds: 20, client, atEnd };
    const shopThatIsSilent = {
      baseUrl: silent,
      allowUnproved: true,
      requests: ['/health'],
      timeoutSeconds: 60,
      attempts: 1,
    };

    const answers = await Promise.all([
      start('approval-hook', silent, options).invoke(ecsEvent()),
      start('alarm-hook', silent, options).invoke(events()['alarm-hook']),
      start('smoke-hook', silent, options).invoke(ecsEvent({ hookDetails: shopThatIsSilent })),
    ]);

    expect(answers).toMatchObject(Array(3).fill({ hookStatus: 'IN_PROGRESS' }));
  });

  test('M1 the desk answers with a page before its time is up, in one process', async ({
    expect,
    onTestFinished: atEnd,
  }) => {
    const { endpoint } = await standIn(atEnd);
    const environment = { AWS_ENDPOINT_URL_S3: await startSilence(atEnd) };
    const desk = start('desk', endpoint, { environment, timeoutSeconds: deskTimeoutSeconds, client, atEnd });

    for (const _ of [1, 2]) {
      expect(await desk.invoke(fixture.pageRequest)).toMatchObject({
        statusCode: 503,
        body: expect.stringContaining('The desk cannot reach its ledger right now'),
      });
    }
    expect(new Set(desk.pids()).size).toBe(1);
  });
});
