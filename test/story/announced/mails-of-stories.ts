/** The mails that reviewers have in the end, as far as their facts go: `<time>` and the like stand for what differs from run to run. */

const atGate = ' at PRE_PRODUCTION_TRAFFIC_SHIFT (release)';

function asking(label: string, { news = [], checked }: { news?: string[]; checked?: string } = {}): string {
  return [
    `[${label}] Approve retail-ui 1.42 by <time>`,
    'retail-ui on prod-cluster waits for your decision before production traffic moves.',
    ...news,
    'Decide:   <local>/r/<link>',
    'Try it:   <local>/',
    'Until:    <time>, then ECS rolls back.',
    `Checked:  ${checked ?? '1 alarm OK · smoke 3 of 3 requests passed, p99 <n> ms'}`,
  ].join('\n');
}

function telling(label: string, headline: string, next: string | undefined, place = ''): string {
  return [
    `[${label}] retail-ui 1.42 on prod-cluster`,
    `${headline}.`,
    ...(next === undefined ? [] : [`Next:     ${next}.`]),
    `What:     retail-ui 1.42 on prod-cluster${place}`,
    'When:     <time>',
    'Page:     <local>/deployments/prod-cluster/retail-ui/<id>',
  ].join('\n');
}

const ofRequest = (label: string, said: string, next: string) =>
  telling(label, `retail-ui 1.42${atGate}: ${said}`, next, atGate);
const rolledBack = (cause: string, next = 'Production stayed on 1.41', label = 'ROLLED BACK') =>
  telling(label, `retail-ui 1.42 on prod-cluster was rolled back: ${cause}`, next);

const expired = ofRequest('EXPIRED', 'expired at <time> without a decision', 'ECS rolls back');
const rolledBackThen = rolledBack(
  'expired at <time> without a decision',
  'The revision before it has the traffic again',
);
const askedFor = 'user/eve (IAM) asked for the rollback at <time>: the campaign was moved';
const outdated = 'smoke at POST_TEST_TRAFFIC_SHIFT: failed';

export const mailsOfStories = {
  deployed: [
    asking('ACTION'),
    ofRequest(
      'APPROVED',
      'approved by ana@shop.example at <time>: paid with a card',
      'ECS continues the deployment, unless another hook fails',
    ),
    telling('DEPLOYED', 'retail-ui 1.42 on prod-cluster is deployed', undefined),
  ],
  rejected: [
    asking('ACTION'),
    ofRequest('REJECTED', 'rejected by ben@shop.example at <time>: the price is wrong', 'ECS rolls back'),
    rolledBack('rejected by ben@shop.example at <time>: the price is wrong'),
  ],
  expired: [
    asking('ACTION'),
    asking('REMINDER', { news: ['Reminder: 1 of 1, first asked at <time>'] }),
    expired,
    rolledBackThen,
  ],
  ofDeputy: [
    asking('DEPUTY', {
      news: ['Deputy:   there were not enough approvals after 40 minutes, so you may decide as well'],
    }),
    expired,
    rolledBackThen,
  ],
  withdrawn: [
    asking('ACTION'),
    telling(
      'VOTE WITHDRAWN',
      `ana@shop.example withdrew their vote on retail-ui 1.42${atGate}: I looked at the wrong one`,
      'Until <time>, then ECS rolls back',
      atGate,
    ),
    rolledBack(askedFor, undefined, 'ROLLED BACK AS ASKED'),
    ofRequest(
      'CLOSED',
      'closed at <time>: somebody rolled the deployment back (ECS says: Service deployment rolled back because a stop with ROLLBACK was requested)',
      'There is nothing left to decide',
    ),
  ],
  askedAgain: [
    asking('ACTION'),
    asking('CHANGED', {
      news: [
        `Changed:  the approval by ana@shop.example no longer counts, because something has changed since: ${outdated}. Please decide again`,
      ],
      checked: 'smoke failed: GET /cart: 500 · 1 alarm OK',
    }),
    telling(
      'VOTE NO LONGER COUNTS',
      `The approval by ana@shop.example on retail-ui 1.42${atGate} no longer counts: ${outdated}`,
      'Until <time>, then ECS rolls back',
      atGate,
    ),
    ofRequest('REJECTED', 'rejected by ben@shop.example at <time>: the cart is broken', 'ECS rolls back'),
    rolledBack('rejected by ben@shop.example at <time>: the cart is broken'),
  ],
  measured: [
    asking('ACTION', { checked: 'smoke 3 of 3 requests passed, p99 <n> ms' }),
    ofRequest(
      'APPROVED',
      'approved by ana@shop.example at <time>: looks good',
      'ECS continues the deployment, unless another hook fails',
    ),
    rolledBack(
      'alarms failed: alarm retail-ui-5xx: ALARM since <time>: raised in the sandbox',
      'The revision before it has the traffic again',
    ),
  ],
} as const;
