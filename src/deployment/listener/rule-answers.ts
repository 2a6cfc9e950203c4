import type { Action } from '../load-balancer.ts';
import type { ListenerRequest } from './listener-request.ts';

/** What a rule's actions do with a request. */
export type Answer =
  | {
      kind: 'forward';
      /** Every target group of the action, with any weight. */
      targetGroups: readonly { targetGroupArn: string; weight: number }[];
    }
  | { kind: 'fixed-response'; status: string }
  | { kind: 'redirect'; status: string }
  /** The load balancer asks for a login, or refuses a request without a valid token. */
  | { kind: 'login'; type: string }
  | { kind: 'unknown'; because: string };

/** One of several answers that the same actions may give; `because` says what it depends on. */
export type PossibleAnswer = { answer: Answer; because?: string };

/**
 * What a rule's actions may do with a request, in their order. There are several answers if a token or a cookie decides that the
 * load balancer alone can judge.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
 */
export function ruleAnswers(
  actions: readonly Action[] | undefined,
  request: ListenerRequest,
): readonly PossibleAnswer[] {
  const before: PossibleAnswer[] = [];
  for (const action of inOrder(actions ?? [])) {
    const { answers, final } = performAction(action, request);
    before.push(...answers);
    if (final) return before;
  }
  return [...before, { answer: { kind: 'unknown', because: 'it has no action that answers' } }];
}

type Performed = { answers: readonly PossibleAnswer[]; final: boolean };

/** By their order; the one that answers is the last in every rule, so a login before it is never overlooked. */
function inOrder(actions: readonly Action[]): readonly Action[] {
  return actions.toSorted(
    (one, other) => Number(isLast(one)) - Number(isLast(other)) || (one.Order ?? 0) - (other.Order ?? 0),
  );
}

function isLast({ Type }: Action): boolean {
  return Type === 'forward' || Type === 'fixed-response' || Type === 'redirect';
}

function performAction(action: Action, request: ListenerRequest): Performed {
  const type = action.Type ?? 'nameless';
  switch (type) {
    case 'forward':
      return { answers: forward(action, request), final: true };
    case 'fixed-response':
      return final({ kind: 'fixed-response', status: action.FixedResponseConfig?.StatusCode ?? 'of its own' });
    case 'redirect':
      return final({ kind: 'redirect', status: action.RedirectConfig?.StatusCode?.replace('HTTP_', '') ?? '3xx' });
    case 'authenticate-oidc':
      return authenticate(type, action.AuthenticateOidcConfig?.OnUnauthenticatedRequest, request);
    case 'authenticate-cognito':
      return authenticate(type, action.AuthenticateCognitoConfig?.OnUnauthenticatedRequest, request);
    case 'jwt-validation':
      return validateToken(request);
    default:
      return final({ kind: 'unknown', because: `its action ${type} is not known here` });
  }
}

function final(answer: Answer): Performed {
  return { answers: [{ answer }], final: true };
}

/** Without a session the answer is a redirect to the login, or a 401; a session's cookie is judged by the load balancer alone. */
function authenticate(type: string, onUnauthenticated: string | undefined, request: ListenerRequest): Performed {
  if (onUnauthenticated === 'allow') return { answers: [], final: false };
  const answer: Answer = { kind: 'login', type };
  return mayHave(request, 'cookie')
    ? { answers: [{ answer, because: 'a cookie may be the session of a login' }], final: false }
    : final(answer);
}

function validateToken(request: ListenerRequest): Performed {
  const answer: Answer = { kind: 'login', type: 'jwt-validation' };
  return mayHave(request, 'authorization')
    ? { answers: [{ answer, because: 'whether the token is valid is decided by the load balancer' }], final: false }
    : final(answer);
}

function forward({ TargetGroupArn, ForwardConfig }: Action, request: ListenerRequest): readonly PossibleAnswer[] {
  const listed = ForwardConfig?.TargetGroups ?? [];
  const tuples = listed.length > 0 ? listed : [{ TargetGroupArn, Weight: 1 }];
  // A weight is optional and defaults to 1.
  const targetGroups = tuples.map((tuple) => ({
    targetGroupArn: tuple.TargetGroupArn ?? '',
    weight: tuple.Weight ?? 1,
  }));
  if (targetGroups.some(({ targetGroupArn }) => targetGroupArn === '')) {
    return [{ answer: { kind: 'unknown', because: 'its forward action names no target group' } }];
  }
  const byWeight: PossibleAnswer = { answer: { kind: 'forward', targetGroups } };
  if (!ForwardConfig?.TargetGroupStickinessConfig?.Enabled || targetGroups.length < 2 || !mayHave(request, 'cookie')) {
    return [byWeight];
  }
  const because = 'the target groups are sticky, and a cookie from before may choose another one';
  return [
    byWeight,
    ...targetGroups.map((group): PossibleAnswer => ({ answer: stuckTo(group.targetGroupArn), because })),
  ];
}

function stuckTo(targetGroupArn: string): Answer {
  return { kind: 'forward', targetGroups: [{ targetGroupArn, weight: 1 }] };
}

function mayHave({ headers, unknownHeaders }: ListenerRequest, name: string): boolean {
  return Object.hasOwn(headers, name) || unknownHeaders?.includes(name) === true;
}
