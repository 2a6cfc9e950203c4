import type { ReasonId } from '../../../reasons/known-reasons.ts';
import type { Rule } from '../../../service-hooks/rules/rule.ts';

/** A rule whose texts of ECS are among those that `greenlight explain` knows. */
export type DoctorRule = Rule & { reasons?: readonly ReasonId[] };
