import { addMinutes } from '../../schedule/business-hours.ts';
import type { ApprovalRule } from '../fill-rules.ts';
import { isAmong } from '../people.ts';
import type { ApprovalRequest } from '../request.ts';
import { termsOf } from '../terms.ts';

/**
 * Deputies: people who are asked, and may decide, once some time has passed. Whether a deputy's vote counts follows from when it was cast, so that
 * counting it again at any later time gives the same result.
 */

/** The deputies of one rule, or of the reviewers, from one moment on. */
export type DeputyTerm = {
  /** The rule's name; undefined for the reviewers of a request without rules. */
  rule: string | undefined;
  from: readonly string[];
  afterMinutes: number;
  /** ISO 8601 in UTC. */
  dueAt: string;
};

type Asking = Pick<ApprovalRequest, 'asked' | 'createdAt'>;

/** No request is open for longer. */
const foreverMs = 30 * 86_400_000;

export function deputyTerms(request: Asking): DeputyTerm[] {
  const { rules = [], deputies, businessHours } = termsOf(request);
  const start = new Date(request.createdAt);
  const latest = new Date(start.getTime() + foreverMs);
  return [{ name: undefined, deputies }, ...rules].flatMap(({ name: rule, deputies: own = [] }) =>
    own.map(({ afterMinutes, from }) => ({
      ...{ rule, from, afterMinutes },
      dueAt: addMinutes(businessHours, start, afterMinutes, latest).toISOString(),
    })),
  );
}

/** @param rule - its name; undefined for the reviewers */
export function deputiesOf(request: Asking, rule: string | undefined): DeputyTerm[] {
  return deputyTerms(request).filter((term) => term.rule === rule);
}

/**
 * The rules, each with the deputies who may decide at this moment among its people. Undefined without rules.
 *
 * @param at - ISO 8601 in UTC; undefined to include everybody who may ever decide
 */
export function rulesAt(request: Asking, at: string | undefined): ApprovalRule[] | undefined {
  const { rules } = termsOf(request);
  if (!rules?.some(({ deputies }) => deputies)) return rules;
  const active = deputyTerms(request).filter(({ dueAt }) => at === undefined || dueAt <= at);
  return rules.map((rule) => {
    const deputies = active.filter((term) => term.rule === rule.name).flatMap(({ from }) => from);
    return { ...rule, from: [...rule.from, ...deputies] };
  });
}

/** From when on somebody may decide who is only a deputy; undefined for everybody else. */
export function decidesFrom(request: Asking & Pick<ApprovalRequest, 'reviewers'>, by: string): string | undefined {
  const { rules } = termsOf(request);
  const asked = rules ? rules.flatMap(({ from }) => from) : request.reviewers;
  if (isAmong(asked, by)) return undefined;
  const own = deputyTerms(request).filter(({ from }) => isAmong(from, by));
  return own.map(({ dueAt }) => dueAt).sort()[0];
}

/** Everybody who may ever get a link of their own. */
export function linkedPeople(request: Asking & Pick<ApprovalRequest, 'reviewers'>): string[] {
  return [...request.reviewers, ...deputyTerms(request).flatMap(({ from }) => from)];
}
