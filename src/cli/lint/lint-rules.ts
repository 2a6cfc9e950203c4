import type { Rule } from '../../service-hooks/rules/rule.ts';

/** What `greenlight lint` finds in addition to the rules that `attach` has. */
export const lintRules = {
  'hook-form': {
    severity: 'error',
    title: 'an element of the list is not a hook',
    why: 'ECS and `greenlight attach` refuse the whole list',
  },
  'suite-invalid': {
    severity: 'error',
    title: 'a smoke suite is not valid',
    why: 'the smoke hook answers FAILED at its first call: every deployment rolls back',
  },
} as const satisfies Record<string, Rule>;
