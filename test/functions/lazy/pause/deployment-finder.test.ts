import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, test, vi } from 'vitest';
import { deploymentFinder } from '../../../../src/functions/lazy/pause/deployment-finder.ts';

const { signal } = new AbortController();
const arn = 'arn:aws:ecs:us-west-2:123456789012';
const { listParameters, listClusters, listServices } = deploymentFinder;

type List = (token: string | undefined) => ReturnType<typeof listClusters>;
const parameters: List = (token) => listParameters('/pauses', token, signal);
const clusters: List = (token) => listClusters(token, signal);
const services: List = (token) => listServices('shop', token, signal);

test.each([
  ['parameters', parameters, { Parameters: [{ Name: '/pauses/shop' }], NextToken: 'page-2' }, '/pauses/shop'],
  ['clusters', clusters, { clusterArns: [`${arn}:cluster/shop`], nextToken: 'page-2' }, 'shop'],
  ['services', services, { serviceArns: [`${arn}:service/shop/cart`], nextToken: 'page-2' }, 'cart'],
])('%s are listed page by page', async (_what, list, page, name) => {
  const asked: unknown[] = [];
  const answer = async ({ input }: { input: Record<string, unknown> }) => {
    asked.push(input['nextToken'] ?? input['NextToken']);
    return asked.length === 1 ? page : {};
  };
  for (const client of [ECSClient, SSMClient])
    vi.spyOn(client.prototype as SSMClient, 'send').mockImplementation(answer as never);

  const first = await list(undefined);
  const last = await list(first.next);

  expect([first, last]).toEqual([
    { names: [name], next: 'page-2' },
    { names: [], next: undefined },
  ]);
  expect(asked).toEqual([undefined, 'page-2']);
});
