import { appRules } from '../../../src/cli/doctor/rules/app-rules.ts';
import { hookRules } from '../../../src/cli/doctor/rules/hook-rules.ts';
import { loadBalancerRules } from '../../../src/cli/doctor/rules/load-balancer-rules.ts';
import type { RuleId } from '../../../src/cli/doctor/rules/rules.ts';
import { trafficRules } from '../../../src/cli/doctor/rules/traffic-rules.ts';
import { lintRules } from '../../../src/cli/lint/lint-rules.ts';
import { planRules } from '../../../src/cli/plan/judge-time.ts';
import { surroundingRules } from '../../../src/cli/surroundings/surrounding-rules.ts';
import type { Rule, Shower } from '../../../src/service-hooks/rules/rule.ts';
import { serviceRules } from '../../../src/service-hooks/rules/service-rules.ts';
import { code, table } from '../markdown.ts';

/** What each group of rules is about. */
const groups: readonly { title: string; about: string; rules: Readonly<Record<string, Rule>> }[] = [
  {
    title: 'Hooks of a service',
    about:
      'Based on what ECS reports about the service. `attach` and `diff` check new and changed hooks, `doctor` the attached ones.',
    rules: serviceRules,
  },
  { title: 'Files', about: 'Based on what is written in a file that `lint` checks.', rules: lintRules },
  { title: 'The whole deployment', about: 'Based on the timeline that `plan` prints.', rules: planRules },
  {
    title: 'Roles and functions behind the hooks',
    about: 'Based on Lambda, IAM and the cluster.',
    rules: hookRules,
  },
  { title: 'The deployed app', about: 'The stack, its notifications, its bucket and its key.', rules: appRules },
  { title: 'Traffic and alarms', about: 'Listener rules, target groups, the test URL, alarms.', rules: trafficRules },
  { title: 'Load balancers', about: 'What ECS refuses, and reasons why it rolls back.', rules: loadBalancerRules },
];

/** Every rule of `doctor`, `attach`, `diff`, `lint` and `plan`, generated from the rules themselves. */
export function rulesPage(): string {
  return `---
aside: false
---

# Rules

Everything that \`greenlight doctor\`, \`attach\`, \`diff\`, \`lint\` and \`plan\` check, listed by the id in doctor's output and in JSON. \`lint\` checks what
\`attach\` checks of the hooks themselves, before there is a service.

- An **error** breaks deployments or lets them through: \`doctor\` exits with 1, \`attach\` and \`diff\` refuse the change, \`plan\` exits with 1.
- A **warning** may do so, a **note** is good to know: both are warnings in \`attach\`, \`diff\` and \`plan\`; \`doctor --strict\` exits with 1 for a warning.
- Rules that read AWS (all but the first three groups) never refuse a change, because their cause may be fixed between attaching and deploying.
- A gate that lets deployments through (\`rolling-skips-hooks\`, and \`hook-fails-open\` for an approval, at a pause too) is refused unless \`--allow-fail-open\` is passed.

${groups.map(({ title, about, rules }) => `## ${title}\n\n${about}\n\n${tableOf(rules)}`).join('\n\n')}
`;
}

function tableOf(rules: Readonly<Record<string, Rule>>): string {
  return table(
    ['rule', 'severity', 'what is wrong', 'what it leads to', 'shown by'],
    Object.entries(rules).map(([id, { severity, title, why, ...rule }]) => [
      code(id),
      severity,
      title,
      why,
      showersOf(id, 'shownBy' in rule ? (rule.shownBy as Shower[]) : undefined).join(', '),
    ]),
  );
}

function showersOf(id: string, shownBy: readonly Shower[] | undefined): readonly string[] {
  if (id in planRules) return ['plan'];
  if (id in lintRules) return ['lint'];
  if (shownBy) return shownBy.flatMap((shower) => (shower === 'attach' ? ['attach', 'diff'] : [shower]));
  return surroundingRules.has(id as RuleId) ? ['attach', 'diff', 'plan', 'doctor'] : ['doctor'];
}
