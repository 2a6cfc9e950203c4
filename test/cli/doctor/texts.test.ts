import { describe, expect, test } from 'vitest';
import { type RuleId, rules, ruleTable } from '../../../src/cli/doctor/rules/rules.ts';
import { knownReasons, type ReasonId } from '../../../src/reasons/known-reasons.ts';
import texts from '../../cases/texts.json' with { type: 'json' };

/** Messages that no check of the service can predict, with the reason. */
const unforeseeable: Readonly<Partial<Record<ReasonId, string>>> = {
  'hook-execution-failures': 'a hook failed: which one, and why, is known only then',
  'provisioning-denied':
    "the role of an Express Mode service is asked for by ECS's own stage, before there is a service",
  'target-type-invalid': 'ECS refuses the change, so no service has such a hook; greenlight attach refuses the file',
};

describe('T1 errors of ECS are found beforehand', () => {
  test.each(texts.statusReasons)('T1 %s', (text) => {
    const reason = knownReasons.find(({ patterns }) => patterns.some((pattern) => text.search(pattern) >= 0));
    const finders = ruleTable.filter(({ reasons = [] }) => reason && reasons.includes(reason.id));

    expect(reason, 'explain knows it').toBeDefined();
    const excuse = reason && unforeseeable[reason.id];
    expect(finders.length > 0 || excuse, `${reason?.id} is found by no rule`).toBeTruthy();
    expect(finders.length > 0 && excuse, `${reason?.id} is found after all`).toBeFalsy();
  });

  test('T1 a rule that quotes ECS names the messages that explain knows', () => {
    const silent = Object.entries(rules).filter(
      ([, rule]) => /rolls back with "|refuses it: "/.test(rule.why) && !('reasons' in rule),
    );

    expect(silent.map(([id]) => id as RuleId)).toEqual([]);
  });
});
