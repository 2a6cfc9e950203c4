import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { formatRequest } from '../../../src/approval/request/request.ts';
import { openKey } from '../../../src/storage/keys.ts';
import { key, newRequest } from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { weightedEvent } from '../../helpers/hook.ts';
import { runFunction } from '../deployed.ts';
import { variablesOf } from '../desk/built-desk.ts';
import { startMemoryAws } from '../desk/memory-aws.ts';

test.each([
  ['deployment-watcher', 'less often once it is throttled, because it asks a lot', { source: 'aws.events' }, 'm/F'],
  ['alarm-hook', 'as usual, because it must not wait', weightedEvent('PRODUCTION_TRAFFIC_SHIFT', {}), 'm/E'],
])(
  'the built %s asks ECS %s',
  async (name, _how, event, mode) => {
    const aws = await startMemoryAws('');
    aws.fault = (asked) => (asked === 'DescribeServiceDeployments' ? { status: 200, body: '{}' } : 'serve');
    aws.objects.set(key, formatRequest(newRequest({ deadline: new Date('2999-01-01T00:00:00Z') })));
    aws.objects.set(openKey(key), '');
    const module = join(await builtFunctions(), name, 'index.mjs');
    const running = await runFunction(pathToFileURL(module).href, variablesOf(aws));
    onTestFinished(() => running.stop());

    await running.invoke(event);

    expect(aws.retryModes.get('DescribeServiceDeployments')).toBe(mode);
  },
  120_000,
);
