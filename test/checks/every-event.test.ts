import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../src/checks/alarms/alarms-check.ts';
import { httpProbe } from '../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../src/checks/smoke/smoke-check.ts';
import type { Check } from '../../src/hook/check.ts';
import { createHook } from '../../src/hook/create-hook.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { approvalSetup } from '../helpers/approval.ts';
import { contextBeside, eventFiles, readEvent, recordingLogger, SteppableClock } from '../helpers/hook.ts';
import { FakeAlarmReader } from './alarms/fake-alarm-reader.ts';
import { serveHttp } from './smoke/local-servers.ts';

/** What kind of payload a file of events/ is, read from its name alone. */
function kindOf(file: string): 'no hook event' | 'rollback' | 'flat' | 'foreign keys' | 'ordinary' {
  if (file.startsWith('eventbridge-') || file.startsWith('api-')) return 'no hook event';
  if (file.includes('doc-rollback')) return 'rollback';
  if (file.includes('doc-2025-flat')) return 'flat';
  return file.includes('doc-hook-details') ? 'foreign keys' : 'ordinary';
}

type Expected = [status: string, words: RegExp];

const wrongEvent: Expected = ['FAILED', /^the event is /];
const rollback: Expected = ['SUCCEEDED', /^the deployment is rolling back/];
const foreignKeys: Expected = ['FAILED', /^wrong configuration: hookDetails\.approvalChecked: unknown key/];

/** Every payload that was recorded or documented, sent unchanged to each of the three hooks. */
describe.each(eventFiles)('the event %s', (file) => {
  const kind = kindOf(file);

  test('gets the right answer from the approval hook', async () => {
    const setup = approvalSetup();

    const { hookStatus, reason = '' } = await setup.hook(readEvent(file));

    const expected: Record<typeof kind, Expected> = {
      'no hook event': wrongEvent,
      rollback,
      flat: ['FAILED', /^the event names no service deployment/],
      'foreign keys': foreignKeys,
      ordinary: ['IN_PROGRESS', /^0 of 1 approval, until/],
    };
    const [status, words] = expected[kind];
    expect({ hookStatus, reason }).toEqual({ hookStatus: status, reason: expect.stringMatching(words) });
    expect(setup.notifier.sent).toHaveLength(kind === 'ordinary' ? 1 : 0);
  });

  test('gets the right answer from the smoke hook', async () => {
    const { port } = await serveHttp((_request, response) => response.end('green'));
    const discover = async () => ({ found: false, looked: true, reason: 'not asked for here' }) as const;
    const check = smokeCheck({ probe: httpProbe({ allowLoopback: true }), discover });

    const answer = await ask(check, file, { baseUrl: `http://127.0.0.1:${port}`, allowUnproved: true });

    expect(answer).toEqual(expectedOfMachines(/^1 of 1 requests passed, p99 /));
  });

  test('gets the right answer from the alarm hook', async () => {
    const check = alarmsCheck(new FakeAlarmReader().set('shop-5xx', 'OK'));

    const answer = await ask(check, file, { alarms: ['shop-5xx'] });

    expect(answer).toEqual(expectedOfMachines(/^1 alarm OK/));
  });

  function expectedOfMachines(passed: RegExp) {
    const expected: Record<typeof kind, Expected> = {
      'no hook event': wrongEvent,
      rollback,
      flat: ['SUCCEEDED', passed],
      'foreign keys': foreignKeys,
      ordinary: ['SUCCEEDED', passed],
    };
    const [hookStatus, words] = expected[kind];
    return { hookStatus, reason: expect.stringMatching(words) };
  }
});

/** Calls the check with the payload unchanged, plus the configuration that it requires. */
async function ask<Config>(check: Check<Config>, file: string, configuration: JsonObject) {
  const handler = createHook({ check, clock: new SteppableClock(), logger: recordingLogger() });
  const event = readEvent(file);
  const hookDetails = { ...(event['hookDetails'] as JsonObject | undefined), ...configuration };
  return handler({ ...event, hookDetails }, contextBeside(event));
}
