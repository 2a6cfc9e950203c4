import { type Outcome, on } from '../facts/outcome.ts';
import type { ListenerFacts, TrafficFacts } from '../facts/service-facts.ts';

/** Rules that ask for a login (`authenticate-oidc`, `authenticate-cognito`, `jwt-validation`) before they forward. */
export function judgeLogin({ production, test }: Pick<TrafficFacts, 'production' | 'test'>): readonly Outcome[] {
  return [
    ...judgeRule('production-rule-login', 'productionListenerRule', production),
    ...judgeRule('test-rule-login', 'testListenerRule', test),
  ];
}

const remedies = {
  'production-rule-login':
    'try a deployment of a copy of the service first; if it fails, let the application ask for the login',
  'test-rule-login': 'give the test rule the forward action alone, or a rule before it for the paths of the smoke test',
} as const;

function judgeRule(id: keyof typeof remedies, field: string, listener: ListenerFacts | undefined): readonly Outcome[] {
  if (!listener?.looked) return [];
  const rule = on('traffic', id, field);
  if (!listener.looked.seen) return [rule.unseen(listener.looked.why, listener.looked.allow)];
  const actions = listener.looked.value?.actions ?? [];
  const logins = actions.flatMap(({ Type = '' }) => (/^authenticate-|^jwt-validation$/.test(Type) ? [Type] : []));
  return [
    rule.judge(
      logins.length > 0 && {
        found: `${listener.arn} has the action ${logins.join(', ')} before forward`,
        fix: `${remedies[id]}: aws elbv2 modify-rule --rule-arn ${listener.arn} --actions <forward>`,
      },
      'forwards without a login',
    ),
  ];
}
