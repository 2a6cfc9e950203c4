import { type CheckOfHook, checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import { judgeHookedService } from '../../../service-hooks/rules/service-rules.ts';
import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';
import { formatChange } from './format-change.ts';

/** The service and its hooks: by the rules that `attach` and `plan` have too, and by what is known of the functions behind the hooks. */
export function judgeHooks(facts: ServiceFacts): readonly Outcome[] {
  return [
    ...judgeByRules(facts),
    ...facts.hooks.flatMap((hook) => [
      ...judgeTarget(hook, facts),
      ...checksOfHook(hook).flatMap((check) => (check.kind === 'smoke' ? judgeSmoke(check, facts) : [])),
    ]),
  ];
}

function judgeByRules(facts: ServiceFacts): readonly Outcome[] {
  return judgeHookedService(facts, 'doctor').map(({ rule, hooks: [hook], about, ...answer }) => {
    const words = on('hooks', rule, about ?? (hook === undefined ? facts.service : placeOfHook(hook)));
    if (answer.kind === 'fine') return words.fine(answer.said);
    if (answer.kind === 'unseen') return words.unseen(answer.why, answer.allow);
    const { found, remedy } = answer;
    return words.found(found, 'fix' in remedy ? remedy.fix : formatChange(facts, remedy.change));
  });
}

function judgeTarget(hook: HookFacts, facts: ServiceFacts): readonly Outcome[] {
  const { targetArn, where, target } = hook;
  if (targetArn === undefined || !target) return [];
  const exists = on('hooks', 'hook-target-missing', placeOfHook(hook));
  if (!target.seen) return [exists.unseen(target.why, target.allow)];
  return [
    exists.judge(
      target.value === undefined && {
        found: `${where}.hookTargetArn is ${targetArn}`,
        fix: formatChange(facts, `set ${where}.hookTargetArn to an output of the stack, or remove the hook,`),
      },
      'its function exists',
    ),
  ];
}

/** Whether the requests fit into the time that the function has. */
function judgeSmoke(hook: CheckOfHook<HookFacts>, facts: ServiceFacts): readonly Outcome[] {
  const { configuration, detailsAt } = hook;
  if (!configuration || configuration.problem !== undefined) return [];
  const { requests = [], concurrency = 10, attempts = 3, timeoutSeconds = 5 } = configuration.config;
  const seconds = hook.target?.seen ? hook.target.value?.timeoutSeconds : undefined;
  const tooLong = on('hooks', 'smoke-too-long', placeOfHook(hook));
  if (seconds === undefined) return [tooLong.unseen('the timeout of its function is not known')];
  const worst = Math.ceil(requests.length / concurrency) * attempts * timeoutSeconds;
  // What the kit keeps back of the time to answer in.
  const budget = Math.floor(seconds - Math.min(3, Math.max(0.5, seconds / 10)));
  return [
    tooLong.judge(
      worst > budget && {
        found: `${requests.length} requests, ${concurrency} at once, ${attempts} attempts of ${timeoutSeconds} s may take ${worst} s; the function has ${budget} s for them`,
        fix: formatChange(facts, `lower ${detailsAt}.timeoutSeconds or attempts, or raise concurrency`),
      },
      `at most ${worst} s of ${budget} s`,
    ),
  ];
}
