import { describe, expect, test } from 'vitest';
import { taggedAlarms } from '../../../../src/checks/alarms/more/tagged-alarms.ts';

describe('the names of the alarms with a tag', () => {
  test('C3 are read over all pages, with colons in their names', async () => {
    const asked: unknown[] = [];
    const pages = [
      { names: ['a:b'], next: 'p2' },
      { names: ['c'], next: '' },
    ];
    const post = async (body: object) => {
      asked.push(body);
      const { names = [], next } = pages[asked.length - 1] ?? {};
      const list = names.map((name) => ({ ResourceARN: `arn:aws:cloudwatch:us-west-2:123456789012:alarm:${name}` }));
      return { status: 200, body: JSON.stringify({ PaginationToken: next, ResourceTagMappingList: list }) };
    };
    const filter = {
      TagFilters: [{ Key: 'service', Values: ['shop'] }],
      ResourceTypeFilters: ['cloudwatch:alarm'],
      ResourcesPerPage: 100,
    };

    expect(await taggedAlarms(post, { service: 'shop' }, 500, AbortSignal.timeout(1000))).toEqual(['a:b', 'c']);
    expect(asked).toEqual([filter, { ...filter, PaginationToken: 'p2' }]);
  });

  test.each([
    [400, '{"__type":"AccessDeniedException","message":"not authorized"}', 'AccessDeniedException: not authorized'],
    [500, '{"ResourceTagMappingList":[]}', 'something that cannot be read'],
    [200, '{}', 'something that cannot be read'],
    [502, '<html>', 'something that cannot be read'],
  ])('C3 cannot be read from %i %s', async (status, body, said) => {
    await expect(
      taggedAlarms(async () => ({ status, body }), { a: 'b' }, 1, AbortSignal.timeout(1000)),
    ).rejects.toThrow(`tag:GetResources answered ${status}: ${said}`);
  });

  test('C3 are read until there are more than the most, so that too many are noticed', async () => {
    const names = ['a', 'b', 'c'];
    const post = async () => {
      const list = [{ ResourceARN: `arn:aws:cloudwatch:us-west-2:123456789012:alarm:${names.shift()}` }];
      return { status: 200, body: JSON.stringify({ PaginationToken: names.join(), ResourceTagMappingList: list }) };
    };

    expect(await taggedAlarms(post, { service: 'shop' }, 1, AbortSignal.timeout(1000))).toEqual(['a', 'b']);
  });

  test.each([
    'arn:aws:ec2:us-west-2:123456789012:instance/i-1',
    'x-arn:aws:cloudwatch:us-west-2:123456789012:alarm:a',
    undefined,
  ])('C3 cannot be read from the ARN %s', async (ResourceARN) => {
    const body = JSON.stringify({ ResourceTagMappingList: [{ ResourceARN }] });

    await expect(
      taggedAlarms(async () => ({ status: 200, body }), { a: 'b' }, 1, AbortSignal.timeout(1000)),
    ).rejects.toThrow(`tag:GetResources listed ${ResourceARN}, which is not an alarm`);
  });
});
