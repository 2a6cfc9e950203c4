import { groupsNamedBy } from '../../approval/request/assurance.ts';
import type { ApprovalRule, Deputies } from '../../approval/request/fill-rules.ts';
import { formatValue } from '../../wording/values.ts';
import { addressesOf, type RuleSettings, resolveDeputies, resolveRules, whyStranger } from './rule-config.ts';

type Settings = RuleSettings & { reviewers: readonly string[]; deputies?: readonly Deputies[] | undefined };

/** Deputies of the reviewers whom nobody could ask; undefined if there are none. */
export function whyWrongDeputies(settings: Settings): string | undefined {
  const { deputies, rules, reviewers } = settings;
  if (!deputies) return undefined;
  if (rules) return 'expected deputies in each rule that has some, not next to the rules';
  if (reviewers.length === 0) return 'expected reviewers, because the one link to everybody leaves nobody to ask later';
  const strange = whyStranger(
    deputies.flatMap(({ from }) => from),
    {},
  );
  return strange ?? whyNobody(resolveDeputies(deputies, reviewers, settings), 'deputies');
}

/** The same for the deputies of rules. */
export function whyWrongRuleDeputies(settings: RuleSettings): string | undefined {
  for (const { name, deputies = [] } of resolveRules(settings)) {
    const nobody = whyNobody(deputies, `deputies of ${formatValue(name)}`);
    if (nobody !== undefined) return nobody;
  }
  return undefined;
}

function whyNobody(deputies: readonly Deputies[], what: string): string | undefined {
  const [group] = groupsNamedBy(deputies);
  if (group !== undefined) {
    return `expected no group of the provider among the ${what}, because its members have no address, but ${formatValue(`group:${group}`)} is one; name people, or put the group into the rule itself`;
  }
  const idle = deputies.find(({ from }) => addressesOf([{ from }]).length === 0);
  return (
    idle &&
    `expected at least one mail address among the ${what} after ${idle.afterMinutes} minutes, of somebody who is not excluded and not asked anyway`
  );
}

type Timed = {
  deadlineMinutes: number;
  deputies?: readonly Deputies[] | undefined;
  rules?: readonly ApprovalRule[] | undefined;
  reminders?: { everyMinutes: number } | undefined;
};

/** Who would be asked only after the deadline, so never; undefined if nobody. */
export function whyTooLate({ deadlineMinutes, deputies = [], rules = [], reminders }: Timed): string | undefined {
  const late = [...deputies, ...rules.flatMap((rule) => rule.deputies ?? [])].find(
    ({ afterMinutes }) => afterMinutes >= deadlineMinutes,
  );
  if (late) return `expected more than ${late.afterMinutes} minutes, after which deputies are asked`;
  if (!reminders || reminders.everyMinutes < deadlineMinutes) return undefined;
  return `expected more than ${reminders.everyMinutes} minutes, after which the first reminder is sent`;
}
