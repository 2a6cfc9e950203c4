import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { alarmsConfigSchema } from '../../src/checks/alarms/alarms-config.ts';
import { approvalConfigSchema } from '../../src/checks/approval/approval-config.ts';
import { smokeConfigSchema } from '../../src/checks/smoke/config/smoke-config.ts';
import { readConfiguration } from '../../src/hook/configuration.ts';
import { isJsonObject, type JsonObject } from '../../src/hook/json.ts';
import { obtain } from '../helpers/obtain.ts';
import { project, type TemplateTools, templateTools } from './tools.ts';

const found = await obtain('cfn-lint', templateTools);
const text = await readFile(join(project, 'docs/attach.md'), 'utf8');

const hookSchema = v.strictObject({
  targetType: v.literal('AWS_LAMBDA'),
  hookTargetArn: v.pipe(v.string(), v.startsWith('arn:aws:lambda:')),
  roleArn: v.pipe(v.string(), v.startsWith('arn:aws:iam::')),
  lifecycleStages: v.array(v.string()),
  hookDetails: v.custom<JsonObject>(isJsonObject),
  timeoutConfiguration: v.strictObject({ timeoutInMinutes: v.number(), action: v.literal('ROLLBACK') }),
});

const schemas = {
  ApprovalHook: approvalConfigSchema,
  SmokeHook: smokeConfigSchema,
  AlarmHook: alarmsConfigSchema,
};

describe('docs/attach.md', () => {
  const { lifecycleHooks } = v.parse(
    v.object({ lifecycleHooks: v.array(hookSchema) }),
    JSON.parse(blocks('json')[0] ?? ''),
  );

  test.each(Object.entries(schemas))('configures the %s correctly', async (name, schema) => {
    const hook = lifecycleHooks.find(({ hookTargetArn }) => hookTargetArn.includes(`greenlight-${name}-`));

    expect(await readConfiguration<object>(hook?.hookDetails ?? {}, {}, schema)).toMatchObject({ ok: true });
  });

  test('lets the approval expire before ECS gives up on it', () => {
    const approval = lifecycleHooks.find(({ hookTargetArn }) => hookTargetArn.includes('ApprovalHook'));

    expect(approval?.timeoutConfiguration.timeoutInMinutes).toBeGreaterThan(
      v.parse(v.number(), approval?.hookDetails['deadlineMinutes']),
    );
  });

  test.skipIf(found === undefined)('shows CloudFormation that passes cfn-lint', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'greenlight-attach-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'service.yaml');
    await writeFile(path, blocks('yaml')[0] ?? '');

    const tools = found as TemplateTools;

    expect(await tools.cfnLint(['--regions', 'us-east-1', '--', path])).toEqual({ code: 0, output: '' });
  });
});

/** The fenced blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block ?? '');
}
