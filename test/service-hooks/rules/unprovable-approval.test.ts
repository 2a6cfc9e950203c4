import { describe, expect, test } from 'vitest';
import { directoryOf } from '../../../src/cli/attach/read-directory.ts';
import type { HookDirectory } from '../../../src/service-hooks/hook-directory.ts';
import { readServiceHooks } from '../../../src/service-hooks/service-hook.ts';
import { approval, directory } from '../../cli/attach/hooks.ts';

const hook = approval({ hookDetails: { reviewers: ['ana@example.com'], assurance: 'sign-in' } });

async function problemIn(signIn: HookDirectory['signIn']) {
  const [read] = await readServiceHooks([hook], { ...directory, ...(signIn !== undefined && { signIn }) });
  return read?.configuration?.problem;
}

describe('an approval that asks for sign-in', () => {
  test('is refused if nobody can sign in on the desk of the stack', async () => {
    expect(await problemIn('none')).toContain('nobody can sign in on the desk of this stack');
  });

  test('is refused if the desk recognizes too few of its people', async () => {
    const issuer = 'https://login.example.com';

    expect(await problemIn({ issuer, mailDomains: ['example.org'] })).toContain('(now: example.org)');
    expect(await problemIn({ issuer, mailDomains: ['example.com'] })).toBeUndefined();
  });

  test('is left to the hook if no stack was read', async () => {
    expect(await problemIn(undefined)).toBeUndefined();
  });
});

test.each<[Record<string, string>, HookDirectory['signIn']]>([
  [{}, 'none'],
  [{ OidcIssuer: '', OidcMailDomains: 'example.com' }, 'none'],
  [{ OidcIssuer: 'https://login.example.com' }, { issuer: 'https://login.example.com', mailDomains: [] }],
  [
    { OidcIssuer: 'https://login.example.com', OidcMailDomains: 'example.com,example.org', OidcGroupsClaim: 'groups' },
    { issuer: 'https://login.example.com', mailDomains: ['example.com', 'example.org'], groupsClaim: 'groups' },
  ],
])('the parameters of the stack say who can sign in: %j', async (parameters, signIn) => {
  const stack = { parameters: new Map(Object.entries(parameters)), all: new Map() } as unknown;

  expect((await directoryOf({} as never, stack as Parameters<typeof directoryOf>[1])).signIn).toEqual(signIn);
});

const denying = {
  ...hook,
  hookDetails: { reviewers: ['ana@example.com', 'ben@example.com'], selfApproval: 'deny' },
};

test.each<[boolean | undefined, RegExp | undefined]>([
  [undefined, undefined],
  [true, undefined],
  [
    false,
    /^hookDetails.selfApproval is "deny", and this stack does not record who starts deployments; set its parameter/,
  ],
])('a gate that denies self-approval, on a stack that records who deploys: %s', async (recordsDeployers, problem) => {
  const [read] = await readServiceHooks([denying], {
    ...directory,
    ...(recordsDeployers !== undefined && { recordsDeployers }),
  });

  if (problem) expect(read?.configuration?.problem).toMatch(problem);
  else expect(read?.configuration?.problem).toBeUndefined();
});

test.each([
  ['off', false],
  ['cloudtrail', true],
  ['tag', true],
  ['', false],
])('the parameter Deployers=%s of the stack says whether it does', async (given, recordsDeployers) => {
  const stack = { all: new Map(), parameters: new Map([['Deployers', given]]) };

  expect(await directoryOf({} as never, stack as never)).toMatchObject({ recordsDeployers });
});
