import { type ApprovalRule, fillRules, isMet } from '../../approval/request/fill-rules.ts';
import { isAmong } from '../../approval/request/people.ts';
import { isMember, withMembers } from '../../checks/approval/rule-config.ts';
import type { HookConfig } from '../hook-configuration.ts';
import { eachApproval } from './gate-rules.ts';
import { type ServiceRule, unless } from './rule.ts';

/** Whether the people who are asked can decide. */
export const peopleRules = {
  'approval-by-deployer-only': {
    severity: 'warning',
    title: 'a gate denies self-approval, but needs one particular person',
    why: 'nobody can approve what this person deploys: the request expires and ECS rolls back',
    shownBy: ['attach', 'doctor'],
    judge: eachApproval((approvals) => {
      const found = approvals
        .filter(({ config }) => config.selfApproval === 'deny')
        .map(({ where, config }) => ({ where, config, person: findIndispensable(config) }))
        .find(({ person }) => person !== undefined);
      const problem = found && {
        found: `${found.where}.${found.config.rules ? 'rules' : 'reviewers'}: without ${found.person} the approvals are not enough`,
        remedy: { change: 'name enough people or deputies that nobody is indispensable,' },
      };
      return unless(problem ?? false, 'nobody has to approve what they deployed');
    }),
  },
  'deputies-unprovable': {
    severity: 'warning',
    title: 'deputies whose votes cannot count are asked',
    why: 'they cannot prove on this stack what their rule asks for: they get a mail, but their approval does not count',
    shownBy: ['attach', 'doctor'],
    judge: eachApproval((approvals) => {
      const found = approvals.find(({ unprovenDeputies = [] }) => unprovenDeputies.length > 0);
      const problem = found && {
        found: `${found.where}.${found.config.rules ? 'rules' : 'deputies'}: ${found.unprovenDeputies?.join(', ')} cannot be recognized when they sign in`,
        remedy: {
          change:
            'name deputies whom the stack recognizes by OidcIssuer and OidcMailDomains (docs/guides/sign-in.md), or ask for less than "sign-in",',
        },
      };
      return unless(problem ?? false, 'the votes of all deputies can count');
    }),
  },
} as const satisfies Record<string, ServiceRule>;

/** Somebody without whom the others can never approve, with all deputies; undefined if there is nobody. */
function findIndispensable({ rules: named, reviewers = [], approvals = 1, deputies }: HookConfig): string | undefined {
  const simple = { name: 'reviewers', from: reviewers, approvals, deputies };
  const rules = withMembers((named ?? [simple]).map(withDeputies));
  const everybody = [...new Set(rules.flatMap(({ from }) => from))];
  // How many members a group of the provider has is not known.
  return everybody
    .filter((person) => !isMember(person))
    .find((person) => {
      const others = everybody.filter((other) => !isAmong([person], other));
      return fillRules(rules, others).some((rule) => !isMet(rule));
    });
}

function withDeputies(rule: ApprovalRule): ApprovalRule {
  return { ...rule, from: [...rule.from, ...(rule.deputies ?? []).flatMap(({ from }) => from)] };
}
