import { describe, expect, test } from 'vitest';
import { approvalConfigSchema } from '../../src/checks/approval/approval-config.ts';
import { changeWindowCheck } from '../../src/checks/change-window/change-window-check.ts';
import type { GateCheck } from '../../src/checks/gate/gate-check.ts';
import { gateConfigSchema } from '../../src/checks/gate/gate-config.ts';
import type { CheckRegistry, GatePart } from '../../src/checks/gate/gate-node.ts';
import { imagePolicyCheck } from '../../src/checks/image-policy/image-policy-check.ts';
import { revisionDiffCheck } from '../../src/checks/revision-diff/revision-diff-check.ts';
import { smokeConfigSchema } from '../../src/checks/smoke/config/smoke-config.ts';
import { targetHealthCheck } from '../../src/checks/target-health/target-health-check.ts';
import { withTerms } from '../../src/checks/terms/with-terms.ts';
import { readConfiguration } from '../../src/hook/configuration.ts';
import { FakeEcs } from '../deployment/fake-readers.ts';
import { readGuide } from './guide-examples.ts';

const never = async () => {
  throw new Error('a configuration is read without AWS');
};
const policies: Readonly<Record<string, { check: GateCheck; guide: string; examples: number }>> = {
  'change-window': { check: changeWindowCheck({ state: never }) as GateCheck, guide: 'change-windows', examples: 4 },
  'image-policy': {
    check: imagePolicyCheck(
      { describeImage: never, readIndex: never, readScan: never, countSignatures: never, readPullThroughRules: never },
      { describeServiceDeployment: never, describeServiceRevisions: never, describeTaskDefinition: never },
    ) as GateCheck,
    guide: 'image-policy',
    examples: 4,
  },
  'revision-diff': {
    check: revisionDiffCheck({
      describeServiceDeployment: never,
      describeServiceRevisions: never,
      describeTaskDefinition: never,
    }) as GateCheck,
    guide: 'revision-diff',
    examples: 2,
  },
  'target-health': {
    check: targetHealthCheck({ read: never }, new FakeEcs()) as GateCheck,
    guide: 'target-health',
    examples: 1,
  },
};
const registry: CheckRegistry<GatePart> = {
  approval: async () => ({ name: 'approval', configSchema: approvalConfigSchema, asksPeople: 'always' }),
  smoke: async () => ({ name: 'smoke', configSchema: smokeConfigSchema }),
  ...Object.fromEntries(
    Object.entries(policies).map(([name, { check }]) => [name, async () => withTerms(check, true)]),
  ),
};

describe.each(Object.entries(policies))('the guide to %s', (name, { guide, examples }) => {
  const { examples: found } = readGuide(guide);

  test.each(found)('has a configuration for "$need" that the gate accepts', async ({ hookDetails }) => {
    expect(JSON.stringify(hookDetails)).toContain(`"${name}"`);
    expect(await readConfiguration(hookDetails, {}, gateConfigSchema(registry))).toMatchObject({ ok: true });
  });

  test('has as many examples as needs', () => {
    expect(found).toHaveLength(examples);
  });
});
