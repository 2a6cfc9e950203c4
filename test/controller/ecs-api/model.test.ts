import {
  DescribeServiceDeployments$,
  ListServiceDeployments$,
  RegisterTaskDefinition$,
  UpdateService$,
} from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRequest, writeResponse } from '../../../src/controller/ecs-api/model.ts';

describe('readRequest', () => {
  test('W-01 turns seconds into times, to the millisecond', () => {
    const request = readRequest(ListServiceDeployments$, { service: 'shop', createdAt: { after: 1767225600.125 } });

    expect(request).toEqual({ service: 'shop', createdAt: { after: new Date('2026-01-01T00:00:00.125Z') } });
  });

  test('W-03 drops null and what the model does not have, at every depth', () => {
    const request = readRequest(UpdateService$, {
      service: 'shop',
      colour: 'green',
      taskDefinition: null,
      deploymentConfiguration: {
        lifecycleHooks: [{ lifecycleStages: ['POST_SCALE_UP'], name: 'mine', roleArn: null }],
      },
    });

    expect(request).toEqual({
      service: 'shop',
      deploymentConfiguration: { lifecycleHooks: [{ lifecycleStages: ['POST_SCALE_UP'] }] },
    });
  });

  test('W-03 says where in the request the wrong type is', () => {
    const read = () =>
      readRequest(RegisterTaskDefinition$, { family: 'shop', containerDefinitions: [{ name: 'shop', cpu: 'all' }] });

    expect(read).toThrow('containerDefinitions.0.cpu is text and not a number');
  });

  test('W-03 reads any JSON or refuses it with an error of ECS', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          readRequest(UpdateService$, json);
        } catch (error) {
          expect(error).toMatchObject({ name: 'EcsApiError', httpStatus: 400 });
        }
      }),
    );
  });

  test('W-03 returns hookDetails unchanged', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (hookDetails) => {
        const deploymentConfiguration = { lifecycleHooks: [{ hookDetails }] };

        const request = readRequest(UpdateService$, { service: 'shop', deploymentConfiguration });

        expect(request).toEqual({ service: 'shop', deploymentConfiguration });
      }),
    );
  });
});

describe('writeResponse', () => {
  test('W-01 turns times into seconds', () => {
    const json = writeResponse(DescribeServiceDeployments$, {
      serviceDeployments: [{ createdAt: new Date('2026-01-01T00:00:00.125Z') }],
      failures: [],
    });

    expect(json).toEqual({ serviceDeployments: [{ createdAt: 1767225600.125 }], failures: [] });
  });

  test('W-05 sends only what the model has', () => {
    const json = writeResponse(DescribeServiceDeployments$, {
      serviceDeployments: [{ status: 'PENDING', mood: 'good' }],
    });

    expect(json).toEqual({ serviceDeployments: [{ status: 'PENDING' }] });
  });

  test.for([
    [{ serviceDeployments: {} }, 'serviceDeployments is an object and not a list'],
    [{ serviceDeployments: [{ status: 5 }] }, 'serviceDeployments.0.status is a number and not text'],
    [{ serviceDeployments: [{ createdAt: 'today' }] }, 'serviceDeployments.0.createdAt is text and not a time'],
    [{ serviceDeployments: [{ createdAt: 5 }] }, 'serviceDeployments.0.createdAt is a number and not a time'],
  ] as const)('W-05 does not send %j', ([response, message]) => {
    expect(() => writeResponse(DescribeServiceDeployments$, response)).toThrow(new TypeError(message));
  });
});
