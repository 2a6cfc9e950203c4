import fc from 'fast-check';
import { expect, test } from 'vitest';
import { targetOfWith } from '../../src/cli/attach/plan-attach.ts';
import { hookableStages } from '../../src/hook/target.ts';
import { kindOf } from '../../src/service-hooks/hook-directory.ts';
import { areSameHooks, type LifecycleHook } from '../../src/service-hooks/lifecycle-hook.ts';
import { hooksAfter, isChange, mergeHooks, removeHooks } from '../../src/service-hooks/merge-hooks.ts';
import { approval, directory, own, pause, smoke } from '../cli/attach/hooks.ts';

const targetOf = targetOfWith(directory);
const stages = fc.uniqueArray(fc.constantFrom(...hookableStages), { minLength: 1, maxLength: 3 });
const timeout = fc.record(
  { timeoutInMinutes: fc.integer({ min: 1, max: 1440 }), action: fc.constantFrom('ROLLBACK', 'CONTINUE') },
  { requiredKeys: [] },
);
const details = fc.option(
  fc.record({ gate: fc.constantFrom('one', 'two'), anything: fc.jsonValue() }, { requiredKeys: [] }),
  { nil: undefined },
);

function hookOf(make: (more: Partial<LifecycleHook>) => LifecycleHook): fc.Arbitrary<LifecycleHook> {
  return fc
    .record({ stages, timeout, details })
    .map(({ stages: lifecycleStages, timeout: timeoutConfiguration, details: given }) =>
      make({
        lifecycleStages,
        timeoutConfiguration,
        ...(given !== undefined && { hookDetails: given as NonNullable<LifecycleHook['hookDetails']> }),
      }),
    );
}

const ours = fc.oneof(hookOf(approval), hookOf(smoke));
/** Also with unknown members. */
const theirs = fc.oneof(
  hookOf(own).map((hook) => ({ ...hook, someNewMember: { a: [1] } }) as LifecycleHook),
  fc
    .record({ stages, timeout })
    .map(({ stages: lifecycleStages, timeout: timeoutConfiguration }) =>
      pause({ lifecycleStages, timeoutConfiguration }),
    ),
);

const isOurs = (hook: LifecycleHook) => kindOf(hook, directory) !== undefined;

test('hooks of others stay byte for byte and in their order, no matter which of ours are attached', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(ours, theirs), { maxLength: 8 }),
      fc.array(ours, { maxLength: 4 }),
      (current, wanted) => {
        const before = current.filter((hook) => !isOurs(hook)).map((hook) => JSON.stringify(hook));

        const after = hooksAfter(mergeHooks(current, wanted, targetOf));

        expect(after.filter((hook) => !isOurs(hook)).map((hook) => JSON.stringify(hook))).toEqual(before);
      },
    ),
  );
});

test('attaching twice is the same as attaching once', () => {
  fc.assert(
    fc.property(
      fc.array(theirs, { maxLength: 5 }),
      fc.array(fc.oneof(ours, theirs), { maxLength: 5 }),
      (current, wanted) => {
        const once = hooksAfter(mergeHooks(current, wanted, targetOf));

        const again = mergeHooks(once, wanted, targetOf);

        expect(again.some(isChange)).toBe(false);
        expect(hooksAfter(again)).toEqual(once);
      },
    ),
  );
});

test('detaching after attaching restores the previous hooks', () => {
  fc.assert(
    fc.property(
      fc.array(theirs, { maxLength: 6 }),
      fc.array(ours, { minLength: 1, maxLength: 5 }),
      (current, wanted) => {
        const attached = hooksAfter(mergeHooks(current, wanted, targetOf));

        const detached = hooksAfter(removeHooks(attached, { isMeant: isOurs }));

        expect(JSON.stringify(detached)).toBe(JSON.stringify(current));
      },
    ),
  );
});

test('every wanted hook is there afterwards', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(ours, theirs), { maxLength: 8 }), ours, (current, wanted) => {
      const after = hooksAfter(mergeHooks(current, [wanted], targetOf));

      expect(after.some((hook) => areSameHooks([hook], [wanted]))).toBe(true);
    }),
  );
});
