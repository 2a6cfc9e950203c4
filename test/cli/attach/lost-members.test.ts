import { describe, expect, test } from 'vitest';
import { lostMembers } from '../../../src/cli/attach/lost-members.ts';
import { own, pause } from './hooks.ts';

const body = (lifecycleHooks: unknown) => ({ services: [{ deploymentConfiguration: { lifecycleHooks } }] });

describe('lostMembers', () => {
  test('finds nothing if everything was read', () => {
    const hooks = [own({ hookDetails: { a: [1, null, { b: 'c' }] } }), pause()];

    expect(lostMembers(hooks, body(structuredClone(hooks)))).toEqual([]);
  });

  test('names what the SDK left out, at any depth', () => {
    const raw = [
      { ...own(), retries: 3 },
      { ...pause(), timeoutConfiguration: { ...pause().timeoutConfiguration, grace: 5 } },
    ];

    expect(lostMembers([own(), pause()], body(raw))).toEqual([
      'lifecycleHooks[0].retries',
      'lifecycleHooks[1].timeoutConfiguration.grace',
    ]);
  });

  test('refuses a hook that has only stages, as read by an SDK from before pause hooks', () => {
    expect(lostMembers([{ lifecycleStages: ['POST_SCALE_UP'] }], undefined)).toEqual([
      'lifecycleHooks[0] (it came without targetType and hookTargetArn)',
    ]);
  });

  test('treats null as a missing member', () => {
    expect(lostMembers([pause()], body([{ ...pause(), roleArn: null }]))).toEqual([]);
  });
});
