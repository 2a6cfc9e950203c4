import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { signingKeys } from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { runFunction } from '../deployed.ts';
import { variablesOf } from '../desk/built-desk.ts';
import { startMemoryAws } from '../desk/memory-aws.ts';

const approval = { reviewers: ['ana@example.com'], selfApproval: 'deny' };
const details = { 'approval-hook': approval, 'gate-hook': { checks: [{ approval }] } };

describe.each(['approval-hook', 'gate-hook'] as const)('the built %s', (name) => {
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  }, 120_000);

  test('asks people even if every check is switched off, once in a call even if SNS fails', async () => {
    const aws = await startMemoryAws(JSON.stringify({ current: 'k1', ...Object.fromEntries(signingKeys.secrets) }));
    const answers: Record<string, { status: number; body: string }> = {
      DescribeServiceDeployments: answered({ serviceDeployments: [{ status: 'IN_PROGRESS' }], failures: [] }),
      DescribeServiceRevisions: answered({ serviceRevisions: [], failures: [] }),
      GetParameter: answered({ Parameter: { Type: 'String', Value: 'until Monday' } }),
      Publish: { status: 503, body: '' },
    };
    aws.fault = (asked) => answers[asked] ?? 'serve';
    const hook = await runFunction(pathToFileURL(join(folder, name, 'index.mjs')).href, {
      ...variablesOf(aws),
      ...{ NOTIFICATIONS_TOPIC_ARN: 'arn:aws:sns:us-west-2:123456789012:notifications' },
      ...{ CHECK_SWITCHES: '/greenlight/disabled', DEPLOYERS: 'tag' },
    });
    onTestFinished(() => hook.stop());

    expect(await hook.invoke(ecsEvent({ hookDetails: details[name] }))).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringMatching(
        /not known who started the deployment.*not notified yet, retrying: ana@example\.com/,
      ),
    });
    expect(aws.asked.filter((one) => one === 'Publish')).toHaveLength(1);
  });
});

function answered(value: object) {
  return { status: 200, body: JSON.stringify(value) };
}
