import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { HookDirectory } from '../../../src/service-hooks/hook-directory.ts';
import { judgeHookedService } from '../../../src/service-hooks/rules/service-rules.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { approval, directory, hookedService } from '../../cli/attach/hooks.ts';

const [ana, ben, cleo] = ['ana@example.com', 'ben@example.com', 'cleo@example.com'];

async function foundBy(rule: string, hookDetails: JsonObject, stack: Partial<HookDirectory> = {}) {
  const hooks = await readServiceHooks([approval({ hookDetails })], { ...directory, ...stack });
  const judged = judgeHookedService(hookedService({ hooks }), 'attach').filter((one) => one.rule === rule);
  return judged.flatMap((one) => (one.kind === 'found' ? [one.found] : []));
}

describe('a gate that denies self-approval', () => {
  test.each<[string, JsonObject, string]>([
    ['one reviewer', { reviewers: [ana] }, ana],
    ['as many reviewers as approvals', { reviewers: [ana, ben], approvals: 2 }, ana],
    [
      'a rule with one person',
      {
        rules: [
          { name: 'qa', from: [ana, ben] },
          { name: 'security', from: [cleo] },
        ],
      },
      cleo,
    ],
    [
      'two rules that share their people',
      {
        rules: [
          { name: 'qa', from: [ana, ben] },
          { name: 'all', from: [ana, ben] },
        ],
      },
      ana,
    ],
    [
      'a second name of the same person',
      { rules: [{ name: 'qa', from: [ana, 'arn:aws:iam::111122223333:user/ana@example.com'] }] },
      ana,
    ],
  ])('is warned of if it has %s', async (_, details, person) => {
    const [found] = await foundBy('approval-by-deployer-only', { ...details, selfApproval: 'deny' });

    expect(found).toContain(`without ${person} the approvals are not enough`);
  });

  test.each<[string, JsonObject]>([
    ['one reviewer more than approvals', { reviewers: [ana, ben] }],
    ['a deputy', { reviewers: [ana], deputies: [{ afterMinutes: 5, from: [ben] }] }],
    [
      'a deputy in each short rule',
      { rules: [{ name: 'qa', from: [ana], deputies: [{ afterMinutes: 5, from: [ben] }] }] },
    ],
    ['a group of the provider, whose size is not known', { rules: [{ name: 'qa', from: ['group:qa', ana] }] }],
  ])('is not if it has %s', async (_, details) => {
    expect(await foundBy('approval-by-deployer-only', { ...details, selfApproval: 'deny' })).toEqual([]);
  });

  test('is the only one that is warned of', async () => {
    expect(await foundBy('approval-by-deployer-only', { reviewers: [ana] })).toEqual([]);
  });
});

describe('deputies of a gate that asks for sign-in', () => {
  const signIn = { issuer: 'https://login.example.com', mailDomains: ['example.com'] };
  const stranger = 'bo@example.org';
  const strange = { assurance: 'sign-in', reviewers: [ana], deputies: [{ afterMinutes: 5, from: [ben, stranger] }] };

  test('are named if the stack could not recognize them', async () => {
    expect(await foundBy('deputies-unprovable', strange, { signIn })).toEqual([
      'lifecycleHooks[0].hookDetails.deputies: bo@example.org cannot be recognized when they sign in',
    ]);
  });

  test('count by what their own rule asks for', async () => {
    const rule = (assurance: string) => ({
      rules: [
        { name: 'qa', from: [ana], assurance },
        { name: 'all', from: [ben], deputies: [{ afterMinutes: 5, from: [stranger] }] },
      ],
    });
    expect(await foundBy('deputies-unprovable', rule('sign-in'), { signIn })).toEqual([]);
    expect(await foundBy('deputies-unprovable', { assurance: 'sign-in', ...rule('sign-in') }, { signIn })).toHaveLength(
      1,
    );
  });

  test('are not judged if they can sign in, need not, or the stack is not known', async () => {
    expect(
      await foundBy('deputies-unprovable', strange, {
        signIn: { ...signIn, mailDomains: ['example.com', 'example.org'] },
      }),
    ).toEqual([]);
    expect(await foundBy('deputies-unprovable', { ...strange, assurance: 'mailbox' }, { signIn: 'none' })).toEqual([]);
    expect(await foundBy('deputies-unprovable', strange)).toEqual([]);
  });
});
