import { describe, expect, test } from 'vitest';
import type { AwsClients } from '../../../src/cli/aws/aws-clients.ts';
import { readLayeredDefaults } from '../../../src/cli/aws/read-layered-defaults.ts';
import { formatOrigins } from '../../../src/service-hooks/rules/origins-of-hooks.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { approval, directory, own, smoke } from '../../cli/attach/hooks.ts';

/** A Parameter Store with these parameters, that denies the others of which the value is undefined. */
function clientsWith(parameters: Readonly<Record<string, string | undefined>>): AwsClients {
  const send = async ({ input: { Name } }: { input: { Name: string } }) => {
    if (!Object.hasOwn(parameters, Name)) throw Object.assign(new Error('none'), { name: 'ParameterNotFound' });
    const Value = parameters[Name];
    if (Value === undefined) throw Object.assign(new Error('denied'), { name: 'AccessDeniedException' });
    return { Parameter: { Value } };
  };
  return { ssm: async () => ({ send }) } as unknown as AwsClients;
}

const place = { cluster: 'prod', service: 'shop' };

describe('the defaults of a service', () => {
  test('are those of the most specific parameter, and each is known by it', async () => {
    const clients = clientsWith({ '/gl': '{"approvals":2,"title":"all"}', '/gl/prod/shop': '{"title":"shop"}' });

    expect(await readLayeredDefaults(clients, '/gl', place)).toEqual({
      defaults: { approvals: 2, title: 'shop' },
      origins: { approvals: '/gl', title: '/gl/prod/shop' },
    });
    expect((await readLayeredDefaults(clients, '/gl')).defaults).toEqual({ approvals: 2, title: 'all' });
    expect(await readLayeredDefaults(clients, undefined, place)).toEqual({ defaults: {}, origins: {} });
  });

  test.each([
    ['the first one does not exist', {}, 'none'],
    ['one may not be read', { '/gl': '{}', '/gl/prod': undefined }, 'denied'],
    ['one is not an object', { '/gl': '{}', '/gl/prod/shop': '[]' }, 'parameter /gl/prod/shop, which has defaults'],
  ])('are an error if %s', async (_when, parameters, message) => {
    await expect(readLayeredDefaults(clientsWith(parameters), '/gl', place)).rejects.toThrow(message);
  });
});

describe('the origins of settings', () => {
  test('are named for each key that the hook itself does not have', async () => {
    const hooks = await readServiceHooks([approval({ hookDetails: { title: 'mine' } }), smoke(), own()], directory);
    const origins = { approval: { title: '/gl/prod', deadlineMinutes: '/gl' }, smoke: { requests: '/gl-smoke' } };

    expect(formatOrigins(hooks, { ...directory, origins })).toEqual([
      'lifecycleHooks[0] approval: deadlineMinutes is set by /gl',
      'lifecycleHooks[1] smoke: requests is set by /gl-smoke',
    ]);
    expect(formatOrigins(hooks, undefined)).toEqual([]);
  });
});
