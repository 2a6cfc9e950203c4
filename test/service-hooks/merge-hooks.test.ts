import { describe, expect, test } from 'vitest';
import { targetOfWith } from '../../src/cli/attach/plan-attach.ts';
import type { LifecycleHook } from '../../src/service-hooks/lifecycle-hook.ts';
import { hooksAfter, mergeHooks, removeHooks, replaceHooks } from '../../src/service-hooks/merge-hooks.ts';
import { approval, directory, own, pause, smoke } from '../cli/attach/hooks.ts';

const targetOf = targetOfWith(directory);
const merge = (current: LifecycleHook[], wanted: LifecycleHook[]) => mergeHooks(current, wanted, targetOf);
const words = (changes: ReturnType<typeof merge>) => changes.map(({ change }) => change);

describe('mergeHooks', () => {
  test('adds new hooks after the existing ones', () => {
    const [theirs, break1] = [own(), pause()];

    const changes = merge([theirs, break1], [smoke()]);

    expect(words(changes)).toEqual(['kept', 'kept', 'added']);
    expect(hooksAfter(changes)).toEqual([theirs, break1, smoke()]);
    expect(hooksAfter(changes)[0]).toBe(theirs);
  });

  test('replaces the same gate at the same stages in its place', () => {
    const later = approval({ hookDetails: { approvals: 2, reviewers: ['a@b.de', 'c@d.de'] } });

    const changes = merge([approval(), own()], [later]);

    expect(words(changes)).toEqual(['changed', 'kept']);
    expect(hooksAfter(changes)).toEqual([later, own()]);
  });

  test.each<[string, LifecycleHook, LifecycleHook]>([
    [
      'explicit defaults',
      { ...smoke(), timeoutConfiguration: {} },
      smoke({ timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' } }),
    ],
    [
      'another order of the stages',
      pause({ lifecycleStages: ['PRE_SCALE_UP', 'POST_SCALE_UP'] }),
      pause({ lifecycleStages: ['POST_SCALE_UP', 'PRE_SCALE_UP'] }),
    ],
    [
      'hookDetails as a string of CloudFormation',
      smoke({ hookDetails: '{"requests":["/"]}' }),
      smoke({ hookDetails: { requests: ['/'] } }),
    ],
    ['a target type that is left out', (({ targetType: _, ...rest }) => rest)(smoke()), smoke()],
  ])('keeps a hook that differs only in %s', (_title, current, wanted) => {
    const [change] = merge([current], [wanted]);

    expect(change).toEqual({ change: 'kept', before: current, after: current });
  });

  test('treats an alias of a function as the function', () => {
    const changes = merge([smoke({ hookTargetArn: `${directory.arns.smoke}:live` })], [smoke()]);

    expect(words(changes)).toEqual(['changed']);
  });

  test.each<[string, LifecycleHook, LifecycleHook]>([
    ['another gate', approval({ hookDetails: { gate: 'one' } }), approval({ hookDetails: { gate: 'two' } })],
    ['another stage', smoke(), smoke({ lifecycleStages: ['POST_SCALE_UP'] })],
    ['another function', own(), smoke()],
    ['a pause', pause(), smoke({ lifecycleStages: ['POST_SCALE_UP'] })],
  ])('leaves a hook that is for %s', (_title, current, wanted) => {
    expect(words(merge([current], [wanted]))).toEqual(['kept', 'added']);
  });

  test('uses the later of two that are wanted for one place', () => {
    const later = smoke({ hookDetails: { requests: ['/later'] } });

    expect(hooksAfter(merge([], [smoke(), later]))).toEqual([later]);
  });
});

describe('removeHooks', () => {
  test('removes the matching hooks, and leaves the rest unchanged', () => {
    const theirs = own();

    const changes = removeHooks([smoke(), theirs], { isMeant: (hook) => targetOf(hook) === 'smoke' });

    expect(words(changes)).toEqual(['removed', 'kept']);
    expect(hooksAfter(changes)[0]).toBe(theirs);
  });

  test('leaves a hook at its other stages', () => {
    const both = smoke({ lifecycleStages: ['POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'] });

    const changes = removeHooks([both], { isMeant: () => true, stages: ['POST_SCALE_UP'] });

    expect(hooksAfter(changes)).toEqual([smoke()]);
  });

  test('leaves a hook that is at none of the stages', () => {
    expect(words(removeHooks([smoke()], { isMeant: () => true, stages: ['POST_SCALE_UP'] }))).toEqual(['kept']);
  });
});

test('replaceHooks removes hooks that are not wanted', () => {
  expect(words(replaceHooks([own(), smoke()], [smoke(), pause()], targetOf))).toEqual(['removed', 'kept', 'added']);
});
