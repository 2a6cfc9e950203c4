import { CreateServiceCommand, type CreateServiceCommandInput, DeleteServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { serviceTemplate } from '../../../../src/cli/observe/aws/service-stack.ts';
import { experiments } from '../../../../src/cli/observe/experiments/experiments.ts';
import { startLocalBench } from '../../../../src/cli/observe/local/local-bench.ts';
import { runExperiment } from '../../../../src/cli/observe/run-experiment.ts';
import type { Bench, ServiceStack } from '../../../../src/cli/observe/trial/bench.ts';
import { isJsonObject } from '../../../../src/hook/json.ts';

const cloudformation = experiments.filter(({ name }) => name === 'cloudformation');

describe('the experiment on CloudFormation finds out', () => {
  test.each([
    { limitMinutes: 1980, defaultMinutes: 1440, parses: true, found: ['yes', 'an object'] },
    { limitMinutes: 1980, defaultMinutes: 0, parses: false, found: ['no', 'the string'] },
    // A limit that is not there even for timeouts that are written down says nothing about defaults.
    { limitMinutes: 9999, defaultMinutes: 0, parses: true, found: ['not observed', 'an object'] },
  ])('%j', async ({ found, ...how }) => {
    const { answers, left } = await observe(how);

    expect(answers).toEqual(found);
    expect(left).toEqual([]);
  });
});

test('in a template a service has capital letters, and its hookDetails are a string', () => {
  const service: CreateServiceCommandInput = {
    ...{ cluster: 'demo', serviceName: 'shop-observed-1', desiredCount: 1 },
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' } },
    deploymentConfiguration: {
      strategy: 'BLUE_GREEN',
      lifecycleHooks: [{ lifecycleStages: ['PRE_SCALE_UP'], hookDetails: { hook: 'first', kept: 1 } }],
    },
  };

  expect(serviceTemplate(service)).toMatchObject({
    Resources: {
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ...{ Cluster: 'demo', ServiceName: 'shop-observed-1', DesiredCount: 1 },
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'ENABLED' } },
          DeploymentConfiguration: {
            Strategy: 'BLUE_GREEN',
            LifecycleHooks: [{ LifecycleStages: ['PRE_SCALE_UP'], HookDetails: '{"hook":"first","kept":1}' }],
          },
        },
      },
    },
  });
});

type How = { limitMinutes: number; defaultMinutes: number; parses: boolean };

/** Runs it against our own controller, behind something that reads the template as CloudFormation may do. */
async function observe(how: How): Promise<{ answers: unknown[]; left: readonly string[] }> {
  const bench = await startLocalBench({}, new AbortController().signal);
  const left = new Set<string>();
  try {
    const answers: unknown[] = [];
    const withStacks = { ...bench, impossible: {}, serviceStack: standIn(bench, left, how) };
    for (const experiment of cloudformation) {
      const { findings } = await runExperiment(experiment, withStacks);
      answers.push(...findings.map((finding) => 'answer' in finding && finding.answer));
    }
    return { answers, left: [...left] };
  } finally {
    await bench.stop();
  }
}

function standIn(bench: Bench, left: Set<string>, { limitMinutes, defaultMinutes, parses }: How): ServiceStack {
  let failure: string | undefined;
  let created: { cluster: string; service: string } | undefined;
  return {
    async create(service) {
      const input = fromTemplate(JSON.parse(JSON.stringify(serviceTemplate(service))), parses);
      left.add(service.serviceName ?? '');
      const { lifecycleHooks = [] } = input.deploymentConfiguration ?? {};
      const minutes = lifecycleHooks.map((hook) => hook.timeoutConfiguration?.timeoutInMinutes ?? defaultMinutes);
      const total = minutes.reduce((sum, each) => sum + each, 0);
      if (total > limitMinutes) {
        failure = `Service: Total bake time (${total} minutes) for progressive deployment exceeds the Cloudformation limit of 33 hours.`;
        return;
      }
      await bench.ecs.send(new CreateServiceCommand(input));
      created = { cluster: input.cluster ?? '', service: input.serviceName ?? '' };
    },
    failure: async () => failure,
    async remove() {
      if (created) await bench.ecs.send(new DeleteServiceCommand({ ...created, force: true }));
      [failure, created] = [undefined, undefined];
      left.clear();
    },
  };
}

function fromTemplate(template: { Resources: { Service: { Properties: unknown } } }, parses: boolean) {
  const lower = (value: unknown, name = ''): unknown => {
    if (name === 'HookDetails') return parses ? JSON.parse(String(value)) : value;
    if (Array.isArray(value)) return value.map((each) => lower(each));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key.charAt(0).toLowerCase() + key.slice(1), lower(member, key)]),
    );
  };
  return lower(template.Resources.Service.Properties) as CreateServiceCommandInput;
}
