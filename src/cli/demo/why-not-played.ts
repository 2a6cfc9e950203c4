import type { Strategy } from '../../controller/ecs/resources.ts';
import type { ListenerShape } from '../../sandbox/load-balancer/shapes.ts';
import { comparesMetrics, slowestSpeed } from '../../sandbox/story/play.ts';
import type { Story } from '../../sandbox/story/stories.ts';

type Wanted = { story: Story; strategy: Strategy; listener: ListenerShape; speed: number };

/** What is missing in a rolling deployment. */
const notRolling: Partial<Record<Story, string>> = {
  'smoke-fails': 'needs hooks that check the new version, and a rolling deployment calls none',
  'alarm-fires': 'needs hooks that check the new version, and a rolling deployment calls none',
  pause: 'asks right before production moves, and a rolling deployment has no such stage',
  'two-rules': 'asks right before production moves, and a rolling deployment has no such stage',
  'sign-in': 'asks right before production moves, and a rolling deployment has no such stage',
};

/** Where CloudWatch has no metrics of each version's requests. */
const withoutMetrics: Partial<Record<ListenerShape, string>> = {
  nlb: 'a Network Load Balancer counts connections',
  'service-connect': 'the service has no load balancer that counts them',
};

/**
 * Why a story cannot be played like this, and what to write instead; undefined if it can.
 *
 * @param advise - writes a flag the way the command was started
 */
export function whyNotPlayed(
  { story, strategy, listener, speed }: Wanted,
  advise: (flag: string) => string,
): string | undefined {
  const slowest = slowestSpeed(strategy, story);
  if (speed < slowest) {
    return `at --speed ${speed} the story would not end within its two minutes; ${advise(`--speed ${slowest}`)} or more`;
  }
  if (comparesMetrics(story) && strategy !== 'CANARY') {
    return `${story} compares the two versions at the first step of a canary deployment: leave out --strategy`;
  }
  const unmeasured = comparesMetrics(story) ? withoutMetrics[listener] : undefined;
  if (unmeasured !== undefined) return `${story} compares metrics of requests, and ${unmeasured}; leave out --listener`;
  if (strategy !== 'ROLLING') return undefined;
  const missing = notRolling[story];
  if (missing !== undefined) return `${story} ${missing}; leave out --strategy`;
  if (listener === 'own') return undefined;
  return `--listener ${listener} shows nothing in a rolling deployment, which uses no test rule; leave out one of the two flags`;
}
