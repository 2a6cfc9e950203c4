import { describe, expect, test } from 'vitest';
import type { ListenerRequest } from '../../../src/deployment/listener/listener-request.ts';
import { type PossibleAnswer, ruleAnswers } from '../../../src/deployment/listener/rule-answers.ts';
import type { Action } from '../../../src/deployment/load-balancer.ts';
import { blue, forwardTo, green } from '../test-traffic/a-test-listener.ts';

const base: ListenerRequest = { method: 'GET', host: 'shop.example.com', path: '/', query: '', headers: {} };
const withCookie = { headers: { cookie: 'a=1' } };
const mayHaveCookie = { unknownHeaders: ['cookie'] };
const oidc = (OnUnauthenticatedRequest?: string): Action => ({
  ...{
    Type: 'authenticate-oidc',
    AuthenticateOidcConfig: OnUnauthenticatedRequest ? { OnUnauthenticatedRequest } : {},
  },
});
const cognito = (OnUnauthenticatedRequest: string): Action => ({
  ...{ Type: 'authenticate-cognito', AuthenticateCognitoConfig: { OnUnauthenticatedRequest } },
});
const jwt: Action = { Type: 'jwt-validation' };
const page: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '418' } };
const sticky = (isOn: boolean, ...groups: [string, number][]): Action => ({
  ...{
    Type: 'forward',
    ForwardConfig: { ...forwardTo(...groups).ForwardConfig, TargetGroupStickinessConfig: { Enabled: isOn } },
  },
});

const groups = (...pairs: [string, number][]) => pairs.map(([targetGroupArn, weight]) => ({ targetGroupArn, weight }));
const forward = (...pairs: [string, number][]): PossibleAnswer => ({
  answer: { kind: 'forward', targetGroups: groups(...pairs) },
});
const login = (type: string, because?: string): PossibleAnswer => ({
  ...{ answer: { kind: 'login', type }, ...(because !== undefined && { because }) },
});
const unknown = (because: string): PossibleAnswer => ({ answer: { kind: 'unknown', because } });
const session = 'a cookie may be the session of a login';
const token = 'whether the token is valid is decided by the load balancer';
const stuck = 'the target groups are sticky, and a cookie from before may choose another one';

describe('the answers of a rule', () => {
  test.each<[string, Action[], Partial<ListenerRequest>, PossibleAnswer[]]>([
    ['a forward', [forwardTo([green, 3], [blue, 0])], {}, [forward([green, 3], [blue, 0])]],
    ['a forward in the older form', [{ Type: 'forward', TargetGroupArn: green }], {}, [forward([green, 1])]],
    [
      'a forward without weights',
      [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: green }] } }],
      {},
      [forward([green, 1])],
    ],
    [
      'a forward to an empty list',
      [{ Type: 'forward', TargetGroupArn: blue, ForwardConfig: { TargetGroups: [] } }],
      {},
      [forward([blue, 1])],
    ],
    [
      'a forward with one nameless group',
      [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: green }, {}] } }],
      {},
      [unknown('its forward action names no target group')],
    ],
    ['a fixed response', [page], {}, [{ answer: { kind: 'fixed-response', status: '418' } }]],
    [
      'a fixed response without a status',
      [{ Type: 'fixed-response' }],
      {},
      [{ answer: { kind: 'fixed-response', status: 'of its own' } }],
    ],
    [
      'a redirect',
      [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_302' } }],
      {},
      [{ answer: { kind: 'redirect', status: '302' } }],
    ],
    [
      'a redirect with a config and no status',
      [{ Type: 'redirect', RedirectConfig: {} }],
      {},
      [{ answer: { kind: 'redirect', status: '3xx' } }],
    ],
    ['a redirect without a status', [{ Type: 'redirect' }], {}, [{ answer: { kind: 'redirect', status: '3xx' } }]],
    ['an action without a type', [{ Type: undefined }], {}, [unknown('its action nameless is not known here')]],
    ['no action', [], {}, [unknown('it has no action that answers')]],
    ['a login', [oidc(), page], {}, [login('authenticate-oidc')]],
    ['a login that denies', [cognito('deny'), page], {}, [login('authenticate-cognito')]],
    [
      'a login that allows unauthenticated requests',
      [cognito('allow'), page],
      withCookie,
      [{ answer: { kind: 'fixed-response', status: '418' } }],
    ],
    ['a login with nothing after it', [oidc('allow')], {}, [unknown('it has no action that answers')]],
    [
      'a login that a cookie may pass',
      [oidc('authenticate'), page],
      withCookie,
      [login('authenticate-oidc', session), { answer: { kind: 'fixed-response', status: '418' } }],
    ],
    [
      'a login that a cookie may pass if it is sent',
      [oidc(), page],
      mayHaveCookie,
      [login('authenticate-oidc', session), { answer: { kind: 'fixed-response', status: '418' } }],
    ],
    ['a token that is not sent', [jwt, page], withCookie, [login('jwt-validation')]],
    [
      'a token that may be valid',
      [jwt, page],
      { headers: { authorization: 'Bearer x' } },
      [login('jwt-validation', token), { answer: { kind: 'fixed-response', status: '418' } }],
    ],
    ['a login without a config', [{ Type: 'authenticate-oidc' }, page], {}, [login('authenticate-oidc')]],
    [
      'a login listed after the forward that it protects',
      [forwardTo([green, 1]), oidc()],
      {},
      [login('authenticate-oidc')],
    ],
    ['a login listed after the action that it protects', [page, oidc()], {}, [login('authenticate-oidc')]],
    [
      'a login listed after the redirect that it protects',
      [{ Type: 'redirect' }, oidc()],
      {},
      [login('authenticate-oidc')],
    ],
    [
      'actions listed in their order',
      [
        { ...jwt, Order: 1 },
        { ...cognito('deny'), Order: 2 },
        { ...page, Order: 3 },
      ],
      {},
      [login('jwt-validation')],
    ],
    [
      'actions in their order, no matter how they are listed',
      [
        { ...page, Order: 3 },
        { ...cognito('deny'), Order: 2 },
        { ...jwt, Order: 1 },
      ],
      {},
      [login('jwt-validation')],
    ],
    ['sticky groups for a first request', [sticky(true, [green, 1], [blue, 1])], {}, [forward([green, 1], [blue, 1])]],
    [
      'groups that are not sticky',
      [sticky(false, [green, 1], [blue, 1])],
      withCookie,
      [forward([green, 1], [blue, 1])],
    ],
    ['one sticky group', [sticky(true, [green, 5])], withCookie, [forward([green, 5])]],
    [
      'sticky groups for a request with a cookie',
      [sticky(true, [green, 1], [blue, 0])],
      withCookie,
      [
        forward([green, 1], [blue, 0]),
        { ...forward([green, 1]), because: stuck },
        { ...forward([blue, 1]), because: stuck },
      ],
    ],
  ])('are right for %s', (_what, actions, request, answers) => {
    expect(ruleAnswers(actions, { ...base, ...request })).toEqual(answers);
  });

  test('are unknown if the actions are unknown', () => {
    expect(ruleAnswers(undefined, base)).toEqual([unknown('it has no action that answers')]);
  });
});
