import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../../src/hook/event/event.ts';
import { blueArn, ecsEvent, greenArn, readEvent, targetOf, weightedEvent } from '../../helpers/hook.ts';

describe('parseEvent', () => {
  test('reads the nested shape that ECS sends', () => {
    const parsed = parseEvent(readEvent('PRODUCTION_TRAFFIC_SHIFT.doc'));

    expect(parsed).toEqual({
      ok: true,
      hookDetails: {},
      target: {
        partition: 'aws',
        region: 'us-west-2',
        account: '123456789012',
        cluster: 'my-cluster',
        service: 'my-service',
        serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service',
        deploymentArn:
          'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28',
        deploymentId: 'EZe5RNVLH6PPzHXINuP28',
        revisionArn: greenArn,
        revisionId: '9313423515462893900',
        stage: 'PRODUCTION_TRAFFIC_SHIFT',
        productionWeight: 100,
        testTrafficWeights: {},
        productionTrafficWeights: { [greenArn]: 100, [blueArn]: 0 },
      },
    });
  });

  test('reads the flat shape that AWS documented in 2025, which names neither stage nor deployment', () => {
    const target = targetOf(readEvent('PRODUCTION_TRAFFIC_SHIFT.doc-2025-flat'));

    expect(target).toMatchObject({
      stage: 'UNKNOWN',
      deploymentId: undefined,
      service: 'myService',
      productionWeight: 100,
    });
  });

  test('reads the nested shape even if ECS adds a key of the flat one to it', () => {
    const target = targetOf(
      ecsEvent({ serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service' }),
    );

    expect(target).toMatchObject({ stage: 'POST_TEST_TRAFFIC_SHIFT', deploymentId: 'EZe5RNVLH6PPzHXINuP28' });
  });

  test.each([undefined, null])('reads a stage and a deployment that are %s as missing', (nothing) => {
    const target = targetOf(ecsEvent({ lifecycleStage: nothing, resourceArn: nothing }));

    expect(target).toMatchObject({ stage: 'UNKNOWN', deploymentArn: undefined, deploymentId: undefined });
  });

  test('tolerates a newer stage of ECS, and unknown keys', () => {
    const target = targetOf(ecsEvent({ lifecycleStage: 'PRE_BAKE_TIME', strategy: { name: 'CANARY' } }));

    expect(target.stage).toBe('PRE_BAKE_TIME');
  });

  test.each([{ Records: [] }, { requestContext: {} }, { 'detail-type': 'ECS' }, { serviceDeployments: [] }])(
    'tolerates %j in addition to what ECS sends',
    (extra) => {
      expect(targetOf(ecsEvent(extra))).toEqual(targetOf(ecsEvent()));
    },
  );

  test.each([
    ['China', 'arn:aws-cn:ecs:cn-north-1:123456789012:', 'aws-cn'],
    ['GovCloud', 'arn:aws-us-gov:ecs:us-gov-west-1:123456789012:', 'aws-us-gov'],
    ['the European sovereign cloud', 'arn:aws-eusc:ecs:eusc-de-east-1:123456789012:', 'aws-eusc'],
  ])('reads the ARNs of %s', (_name, prefix, partition) => {
    const text = JSON.stringify(ecsEvent()).replaceAll('arn:aws:ecs:us-west-2:123456789012:', prefix);

    expect(targetOf(JSON.parse(text)).partition).toBe(partition);
  });

  describe('weights', () => {
    test.each([
      ['doubles', { [greenArn]: 33.3, [blueArn]: 66.7 }, { [greenArn]: 33.3, [blueArn]: 66.7 }],
      ['numbers in strings', { [greenArn]: '0', [blueArn]: '99.5' }, { [greenArn]: 0, [blueArn]: 99.5 }],
      ['null', null, {}],
      ['a string', 'all to green', {}],
      ['a list', [100, 0], {}],
      ['a weight that is null', { [greenArn]: null, [blueArn]: 100 }, {}],
      ['a weight that is a word', { [greenArn]: 'none', [blueArn]: 100 }, {}],
      ['an empty string', { [greenArn]: '', [blueArn]: 100 }, {}],
      ['a weight below 0', { [greenArn]: -1, [blueArn]: 101 }, {}],
      ['a weight beyond 100', { [greenArn]: 1e9 }, {}],
      ['a weight of -1 and one of 100', { [greenArn]: -1, [blueArn]: 100 }, {}],
      ['a weight of 101 and one of 0', { [greenArn]: 101, [blueArn]: 0 }, {}],
      ['two decimals in strings', { [greenArn]: '33.33', [blueArn]: '66.67' }, { [greenArn]: 33.33, [blueArn]: 66.67 }],
      ['an exponent in a string', { [greenArn]: '1e2', [blueArn]: '0' }, {}],
      ['a space before the number', { [greenArn]: ' 100', [blueArn]: '0' }, {}],
      ['a space after the number', { [greenArn]: '100 ', [blueArn]: '0' }, {}],
      ['a hexadecimal number in a string', { [greenArn]: '0x10', [blueArn]: '0' }, {}],
      ['a number without its decimals', { [greenArn]: '33.', [blueArn]: '0' }, {}],
      ['not a number at all', { [greenArn]: Number.NaN, [blueArn]: 0 }, {}],
    ])('given as %s are read completely or not at all', (_name, production, read) => {
      const target = targetOf(weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production }));

      expect(target.productionTrafficWeights).toEqual(read);
      expect(target.productionWeight).toBe((read as Record<string, number>)[greenArn]);
    });

    test('with a key named __proto__ change no prototype', () => {
      const production = JSON.parse('{"__proto__": 100}');

      const target = targetOf(weightedEvent('PRODUCTION_TRAFFIC_SHIFT', { production }));

      expect(Object.getPrototypeOf(target.productionTrafficWeights)).toBe(Object.prototype);
      expect(Object.keys(target.productionTrafficWeights)).toEqual(['__proto__']);
    });
  });

  describe('hookDetails', () => {
    test.each([
      ['an object', { gate: 'release' }],
      ['a JSON string, as CloudFormation may pass it on', '{"gate":"release"}'],
      ['a JSON string in a JSON string', JSON.stringify('{"gate":"release"}')],
    ])('may be %s', (_name, hookDetails) => {
      expect(parseEvent(ecsEvent({ hookDetails }))).toMatchObject({ ok: true, hookDetails: { gate: 'release' } });
    });

    test.each([undefined, null, 'null'])('may be %s, which configures nothing', (hookDetails) => {
      expect(parseEvent(ecsEvent({ hookDetails }))).toMatchObject({ ok: true, hookDetails: {} });
    });

    test.each([
      ['release', 'hookDetails is "release"; write a JSON object, for example {"gate":"release"}'],
      ['', 'hookDetails is an empty string; write a JSON object, for example {"gate":"release"}'],
      ['{"gate":', 'hookDetails is a string that is not valid JSON; write a JSON object'],
      [
        '{"requests":[{"path":"/x","headers":{"x-origin-verify":"s3cr3t"}}]',
        'hookDetails is a string that is not valid JSON; write a JSON object',
      ],
      ['x-origin-verify: s3cr3t', 'hookDetails is a string that is not valid JSON; write a JSON object'],
      ['"{\\"x\\":1"', 'hookDetails is a string that is not valid JSON; write a JSON object'],
      [42, 'hookDetails is 42; write a JSON object, for example {"gate":"release"}'],
      [true, 'hookDetails is true; write a JSON object, for example {"gate":"release"}'],
      [['release'], 'hookDetails is a list of 1; write a JSON object, for example {"gate":"release"}'],
      ['[1,2]', 'hookDetails is a list of 2; write a JSON object, for example {"gate":"release"}'],
      [{ junk: 'x'.repeat(300_000) }, 'hookDetails takes 300011 bytes; at most 262144 are allowed'],
      ['x'.repeat(300_000), 'hookDetails takes 300002 bytes; at most 262144 are allowed'],
    ])('that are %j are replaced by an explanation', (hookDetails, sentence) => {
      expect(parseEvent(ecsEvent({ hookDetails }))).toMatchObject({ ok: true, hookDetails: sentence });
    });

    test('that are nested too deeply to be returned in an answer are replaced by an explanation', () => {
      const parsed = parseEvent(ecsEvent({ hookDetails: nested(50_000) }));

      expect(parsed).toMatchObject({ ok: true, hookDetails: tooDeep });
    });

    test('that are nested are returned or explained at every depth, even if they can be written but not read again', () => {
      for (let depth = 500; depth <= 8000; depth += 250) {
        const { hookDetails } = parseEvent(ecsEvent({ hookDetails: nested(depth) })) as { hookDetails: unknown };

        expect([tooDeep, 'object']).toContain(typeof hookDetails === 'string' ? hookDetails : typeof hookDetails);
      }
    });

    test('cannot be searched for in an event that is nested too deeply', () => {
      const parsed = parseEvent(ecsEvent({ strategy: nested(50_000) }));

      expect(parsed).toMatchObject({ ok: true, hookDetails: 'the event is nested too deeply to be read' });
    });

    const tooDeep = 'hookDetails is nested too deeply to be returned';
    const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`);
  });

  describe('refuses', () => {
    test.each([
      [null, 'the event is null, not an object; ECS sends lifecycleStage, resourceArn and executionDetails'],
      ['event', 'the event is "event", not an object'],
      [17, 'the event is 17, not an object'],
      [[], 'the event is a list of 0, not an object'],
      [{}, 'the event is not from ECS: executionDetails: missing; ECS sends lifecycleStage'],
      [{ executionDetails: null }, 'the event is not from ECS: executionDetails: '],
      [
        { executionDetails: {} },
        'executionDetails.serviceArn: missing, executionDetails.targetServiceRevisionArn: missing',
      ],
      [{ serviceArn: 3 }, 'serviceArn: '],
      [{ Records: [] }, 'the event is a batch of records from an event source; this function is a lifecycle hook'],
      [{ requestContext: {} }, 'the event is an HTTP request; this function is a lifecycle hook'],
      [
        { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e' },
        "the event is a CodeDeploy lifecycle event; this function is a lifecycle hook: name it in the service's lifecycleHooks",
      ],
    ])('%j and says why', (event, reason) => {
      expect(parseEvent(event)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
    });

    test.each([
      ['lifecycleStage', 5],
      ['lifecycleStage', 'POST SCALE UP'],
      ['resourceArn', 'my-deployment'],
      ['resourceArn', 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/../../x'],
      ['resourceArn', 'arn:aws:s3:us-west-2:123456789012:service-deployment/my-cluster/my-service/abc'],
    ])('a %s of %j and names the field', (field, value) => {
      const parsed = parseEvent(ecsEvent({ [field]: value }));

      expect(parsed).toEqual({ ok: false, reason: expect.stringContaining(field) });
    });

    const serviceArn = 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service';
    const revision = serviceArn.replace(':service/', ':service-revision/');
    const wanted = 'not an ARN like arn:aws:ecs:<region>:<account>:';

    test.each([
      [{ serviceArn: 'my-service' }, `serviceArn is "my-service", ${wanted}service/<cluster>/<service>`],
      [
        { serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/my-service' },
        `serviceArn is "arn:aws:ecs:us-west-2:123456789012:service/my-service", ${wanted}service/<cluster>/<service>`,
      ],
      [
        { serviceArn: `${serviceArn}/more` },
        `serviceArn is "${serviceArn}/more", ${wanted}service/<cluster>/<service>`,
      ],
      [{ serviceArn: `x${serviceArn}` }, `serviceArn is "x${serviceArn}", ${wanted}service/<cluster>/<service>`],
      [{ serviceArn: `${serviceArn} ` }, `serviceArn is "${serviceArn} ", ${wanted}service/<cluster>/<service>`],
      [
        { serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service//my-service' },
        `serviceArn is "arn:aws:ecs:us-west-2:123456789012:service//my-service", ${wanted}service/<cluster>/<service>`,
      ],
      [{ serviceArn: revision }, `serviceArn is "${revision}", ${wanted}service/<cluster>/<service>`],
      [
        { targetServiceRevisionArn: '9313423515462893900' },
        `targetServiceRevisionArn is "9313423515462893900", ${wanted}service-revision/<cluster>/<service>/<id>`,
      ],
      [
        { targetServiceRevisionArn: serviceArn },
        `targetServiceRevisionArn is "${serviceArn}", ${wanted}service-revision/<cluster>/<service>/<id>`,
      ],
    ])('execution details with %j, for that reason', (changes, reason) => {
      const event = ecsEvent();
      const executionDetails = { ...(event['executionDetails'] as object), ...changes };

      expect(parseEvent({ ...event, executionDetails })).toEqual({ ok: false, reason });
    });

    test('an ARN that is not of a deployment, for that reason', () => {
      expect(parseEvent(ecsEvent({ resourceArn: serviceArn }))).toEqual({
        ok: false,
        reason: `resourceArn is "${serviceArn}", ${wanted}service-deployment/<cluster>/<service>/<id>`,
      });
    });

    test('a revision of another service, with both names', () => {
      const event = ecsEvent();
      const executionDetails = {
        ...(event['executionDetails'] as object),
        targetServiceRevisionArn: greenArn.replace('my-service', 'other'),
      };

      expect(parseEvent({ ...event, executionDetails })).toEqual({
        ok: false,
        reason:
          "the event's ARNs name different services: aws:us-west-2:123456789012:my-cluster/my-service and aws:us-west-2:123456789012:my-cluster/other",
      });
    });

    test('a deployment of another service, with both names', () => {
      const resourceArn =
        'arn:aws-cn:ecs:us-west-2:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28';

      expect(parseEvent(ecsEvent({ resourceArn }))).toEqual({
        ok: false,
        reason:
          "the event's ARNs name different services: aws:us-west-2:123456789012:my-cluster/my-service and aws-cn:us-west-2:123456789012:my-cluster/my-service",
      });
    });

    test.each([
      ['service', 'arn:aws:ecs:us-west-2:123456789012:service-deployment/my-cluster/other/EZe5RNVLH6PPzHXINuP28'],
      ['account', 'arn:aws:ecs:us-west-2:999999999999:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28'],
      ['region', 'arn:aws:ecs:eu-west-1:123456789012:service-deployment/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28'],
    ])('a deployment of another %s than the service', (_what, resourceArn) => {
      const parsed = parseEvent(ecsEvent({ resourceArn }));

      expect(parsed).toEqual({
        ok: false,
        reason: expect.stringContaining("the event's ARNs name different services"),
      });
    });

    test('ten megabytes in a field with a short reason', () => {
      const parsed = parseEvent(ecsEvent({ resourceArn: 'x'.repeat(10_000_000) }));

      expect(parsed.ok || parsed.reason.length).toBeLessThan(300);
    });
  });
});
