import { html } from 'hono/html';
import { helpLink } from '../../reasons/help-link.ts';
import type { ReasonId } from '../../reasons/known-reasons.ts';
import { cardsFor } from '../../reasons/recognize-reason.ts';
import { functionError, notInvoked, unreadableAnswer } from './read-outcome.ts';
import type { HookView } from './service-view.ts';

/** A link to the card of what ECS says, if there is one. */
export function linkToCard(said: string | undefined) {
  return link(said === undefined ? undefined : cardsFor(said)[0]);
}

/** The same for a hook that has failed. */
export function linkToCardOf({ state, answered, isPause }: Pick<HookView, 'state' | 'answered' | 'isPause'>) {
  if (state !== 'failed') return '';
  if (isPause) return link(answered === 'TIMED_OUT' ? 'pause-timed-out' : 'pause-refused');
  return link(cardsOfAnswers[answered]);
}

const cardsOfAnswers: Readonly<Record<string, ReasonId>> = {
  FAILED: 'hook-failed',
  TIMED_OUT: 'hook-timed-out',
  [unreadableAnswer]: 'hook-unreadable',
  [functionError]: 'hook-unreadable',
  [notInvoked]: 'hook-not-invoked',
};

function link(id: ReasonId | undefined) {
  return id === undefined ? '' : html` <a class="means" href="${helpLink(id)}">What this means</a>`;
}
