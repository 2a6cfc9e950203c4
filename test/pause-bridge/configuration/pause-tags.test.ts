import { describe, expect, test } from 'vitest';
import { readPauseTags } from '../../../src/pause-bridge/configuration/pause-tags.ts';
import { type PauseOptions, parameterPrefix, pauseSetup } from '../pause-setup.ts';

const tag = (name: string) => `greenlight:pause:${name}`;

/** The pause's event has been delivered; `failed` says whether it comes again. */
async function asked(options: PauseOptions) {
  const setup = await pauseSetup({ parameters: {}, ...options });
  const failed = await setup.send(await setup.pause());
  return { setup, isTriedAgain: failed.length > 0, log: JSON.stringify(setup.logger.lines) };
}

describe('a pause that tags configure', () => {
  test('asks the reviewers in the tags, with the title and the time', async () => {
    const { setup } = await asked({
      tags: {
        [tag('reviewers')]: 'ana@example.com  ben@example.com',
        [tag('approvals')]: '2',
        [tag('title')]: 'Release of the shop',
        [tag('deadline-minutes')]: '20',
        team: 'shop',
      },
    });

    expect(setup.notifier.sent.map(({ attributes }) => attributes['reviewer'])).toEqual([
      'ana@example.com',
      'ben@example.com',
    ]);
    expect(setup.request().subject.title).toBe('Release of the shop');
    const minutes = (Date.parse(setup.request().deadline) - setup.clock.now().getTime()) / 60_000;
    expect(minutes).toBeCloseTo(20, 0);

    await setup.approve(undefined, 'ana@example.com');
    expect(setup.request().status).toBe('PENDING');
    await setup.approve(undefined, 'ben@example.com');
    expect(setup.request().status).toBe('APPROVED');
  });

  test('may name a profile, which is a parameter that somebody else wrote', async () => {
    const { setup } = await asked({
      parameters: { [`${parameterPrefix}/profile.release`]: '{"title":"by profile"}' },
      tags: { [tag('profile')]: 'release' },
    });

    expect(setup.request().subject.title).toBe('by profile');
  });

  test.each([
    ['stage', `${parameterPrefix}/my-cluster/my-service/POST_TEST_TRAFFIC_SHIFT`],
    ['account', parameterPrefix],
  ])('is asked about with the parameter of its %s instead, if there is one', async (_, name) => {
    const { setup } = await asked({
      parameters: { [name]: '{"title":"by parameter"}' },
      tags: { [tag('title')]: 'by tags' },
    });

    expect(setup.request().subject.title).toBe('by parameter');
  });

  test('is left alone if the stack does not use tags, or the service has none', async () => {
    const off = await asked({});
    const none = await asked({ tags: { team: 'shop' } });

    for (const { setup, isTriedAgain } of [off, none]) {
      expect(isTriedAgain).toBe(false);
      expect(setup.keys('approvals/')).toEqual([]);
    }
  });

  test('keeps the rules with which people were asked, even if somebody changes the tags', async () => {
    const { setup } = await asked({
      tags: { [tag('reviewers')]: 'ana@example.com ben@example.com', [tag('approvals')]: '2' },
    });
    setup.tags.set(tag('approvals'), '1');
    await setup.approve(undefined, 'ana@example.com');

    expect(setup.request().status).toBe('PENDING');
  });

  test.each([
    ['a key that cannot be a tag', { [tag('rules')]: 'qa' }, 'greenlight:pause:rules is not known'],
    ['a misspelled key', { [tag('reviewer')]: 'ana@example.com' }, 'greenlight:pause:reviewer is not known'],
    ['a name of every object', { [tag('constructor')]: 'x' }, 'greenlight:pause:constructor is not known'],
    ['a number in words', { [tag('approvals')]: 'two' }, 'write a whole number'],
    ['more approvals than reviewers', { [tag('approvals')]: '2' }, 'no more approvals than reviewers'],
    ['no mail address', { [tag('reviewers')]: 'ana' }, 'the configuration in the tags of my-cluster/my-service'],
    ['a profile that does not exist', { [tag('profile')]: 'relase' }, `${parameterPrefix}/profile.relase`],
    ['a path as a profile', { [tag('profile')]: '../other' }, 'write the name of a profile'],
    ['a profile and more', { [tag('profile')]: 'release', [tag('title')]: 'x' }, 'no other tag'],
  ])('with %s is an error, and nobody is asked with other rules', async (_, tags, words) => {
    const { setup, isTriedAgain, log } = await asked({ tags, asksAlways: true });

    expect(isTriedAgain).toBe(true);
    expect(log).toContain(words);
    expect(setup.keys('approvals/')).toEqual([]);
    expect(setup.answers).toEqual([]);
  });

  test('is never continued by silence if its tags cannot be read', async () => {
    const setup = await pauseSetup({
      parameters: {},
      tags: { [tag('rules')]: 'qa' },
      timeout: { timeoutInMinutes: 60, action: 'CONTINUE' },
    });
    const event = await setup.pause();
    await setup.send(event);
    await setup.minutes(58);
    await setup.send(event);

    expect(setup.answers.map(({ action }) => action)).toEqual(['ROLLBACK']);
  });
});

describe('readPauseTags', () => {
  test('knows no tags of others, not even those that begin alike', () => {
    expect(
      readPauseTags(
        new Map([
          ['greenlight:deployer', 'ana'],
          ['greenlight:pauses', 'x'],
        ]),
      ),
    ).toBeUndefined();
  });
});
