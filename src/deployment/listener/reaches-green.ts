import type { ListenerOutcome, RuleName } from './evaluate-listener.ts';
import type { Answer } from './rule-answers.ts';

/** Whether a request reaches green and nothing else. `because` is a clause for people. */
export type Reach =
  | { green: 'yes'; rule: RuleName; because: string }
  /** It certainly does not: `rule` answers instead, or sends part of the requests elsewhere. */
  | { green: 'no'; rule: RuleName; because: string; answer: Answer }
  /** It may, and nobody can say whether it does. `rule` is what may answer instead, if it is a rule. */
  | { green: 'not proved'; rule: RuleName | undefined; because: string };

/**
 * Judges what {@link evaluateListener} found: `yes` only if everything that may happen is a forward to green's target group and to
 * no other.
 *
 * @param green ARN of green's target group; undefined if it is not known, and then nothing is proved
 * @example
 * reachesGreen(evaluateListener(listener, request), green)
 * // { green: 'no', rule: { priority: '1', arn: 'arn:…' }, because: 'rule 1 (arn:…) answers with status 200 itself' }
 */
export function reachesGreen(outcomes: readonly ListenerOutcome[], green: string | undefined): Reach {
  const [first] = outcomes;
  if (first === undefined) return { green: 'not proved', rule: undefined, because: 'nothing is known of the listener' };
  if (green === undefined)
    return { green: 'not proved', rule: first.rule, because: "green's target group is not known" };
  const others = outcomes.filter(({ answer }) => !isGreen(answer, green));
  const [other] = others;
  if (other === undefined) {
    return { green: 'yes', rule: first.rule, because: `${nameRule(first.rule)} sends everything to green` };
  }
  if (outcomes.every(({ answer }) => !mayBeGreen(answer, green))) {
    const { rule, answer } = others.find(({ because }) => because === undefined) ?? other;
    return { green: 'no', rule, because: `${nameRule(rule)} ${formatAnswer(answer, green)}`, answer };
  }
  return { green: 'not proved', rule: other.rule, because: whyInDoubt(other, outcomes, green) };
}

/** `rule 10 (arn:…)`, or `the default rule`. */
export function nameRule({ priority, arn }: RuleName): string {
  const name = priority === 'default' ? 'the default rule' : `rule ${priority}`;
  return arn === undefined ? name : `${name} (${arn})`;
}

/** What an answer is, behind the name of its rule: `answers with status 200 itself`. */
export function formatAnswer(answer: Answer, green?: string): string {
  switch (answer.kind) {
    case 'forward':
      return formatForward(answer, green);
    case 'fixed-response':
      return `answers with status ${answer.status} itself`;
    case 'redirect':
      return `redirects (${answer.status})`;
    case 'login':
      return answer.type === 'jwt-validation'
        ? 'requires a valid token (jwt-validation)'
        : `requires a login (${answer.type})`;
    case 'unknown':
      return `does something that is not known: ${answer.because}`;
  }
}

function whyInDoubt(other: ListenerOutcome, outcomes: readonly ListenerOutcome[], green: string): string {
  const what = `${nameRule(other.rule)} ${formatAnswer(other.answer, green)}`;
  if (other.answer.kind === 'unknown') return what;
  const doubt = other.because ?? outcomes.map(({ because }) => because).find((clause) => clause !== undefined);
  return `it is possible that ${what}: ${doubt ?? 'what is tried before it is not certain'}`;
}

function isGreen(answer: Answer, green: string): boolean {
  if (answer.kind !== 'forward') return false;
  const receiving = receivingOf(answer);
  return receiving.length > 0 && receiving.every(({ targetGroupArn }) => targetGroupArn === green);
}

/** Whether everything might go to green after all, once the doubt is resolved. */
function mayBeGreen(answer: Answer, green: string): boolean {
  return answer.kind === 'unknown' || isGreen(answer, green);
}

type Forward = Extract<Answer, { kind: 'forward' }>;

function receivingOf({ targetGroups }: Forward): Forward['targetGroups'] {
  return targetGroups.filter(({ weight }) => weight > 0);
}

function formatForward(forward: Forward, green: string | undefined): string {
  const receiving = receivingOf(forward);
  const total = receiving.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return 'forwards to no target group (all weights are 0)';
  const toGreen = receiving
    .filter(({ targetGroupArn }) => targetGroupArn === green)
    .reduce((sum, { weight }) => sum + weight, 0);
  const names = receiving.map(({ targetGroupArn }) => targetGroupName(targetGroupArn)).join(' and ');
  if (toGreen === 0 || toGreen === total) return `forwards to target group ${names}`;
  return `sends only ${Math.round((toGreen / total) * 1000) / 10} % to green, and the rest elsewhere (${names})`;
}

/** `shop-2` of `…:targetgroup/shop-2/fedcba9876543210`. */
export function targetGroupName(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
