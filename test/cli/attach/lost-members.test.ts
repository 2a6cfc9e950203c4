import { describe, expect, test } from 'vitest';
import { lostMembers } from '../../../src/cli/attach/lost-members.ts';
import { own, pause } from './hooks.ts';

const body = (lifecycleHooks: unknown) => ({ services: [{ deploymentConfiguration: { lifecycleHooks } }] });

describe('lostMembers', () => {
  test('finds nothing where everything was read', () => {
    const hooks = [own({ hookDetails: { a: [1, null, { b: 'c' }] } }), pause()];

    expect(lostMembers(hooks, body(structuredClone(hooks)))).toEqual([]);
  });

  test('names what the SDK left out, however deep', () => {
    const raw = [
      { ...own(), retries: 3 },
      { ...pause(), timeoutConfiguration: { ...pause().timeoutConfiguration, grace: 5 } },
    ];

    expect(lostMembers([own(), pause()], body(raw))).toEqual([
      'lifecycleHooks[0].retries',
      'lifecycleHooks[1].timeoutConfiguration.grace',
    ]);
  });

  test('refuses a hook that came with its stages alone, as an SDK from before pause hooks reads one', () => {
    expect(lostMembers([{ lifecycleStages: ['POST_SCALE_UP'] }], undefined)).toEqual([
      'lifecycleHooks[0] (it came without targetType and hookTargetArn)',
    ]);
  });

  test('takes a null for a member that is not there', () => {
    expect(lostMembers([pause()], body([{ ...pause(), roleArn: null }]))).toEqual([]);
  });
});
