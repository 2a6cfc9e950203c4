import type { Clock } from 'ecs-greenlight';
import type { AskEndpoint, EndpointAnswer, Opinion } from './check.ts';

/** From this minute after the first request on, the endpoint answers like this; `no answer` is a connection that fails. */
export type Phase = { fromMinute: number; answer: EndpointAnswer | 'no answer' };

/** A new version that answers differently as time passes. */
export function fakeEndpoint(clock: Clock, phases: readonly Phase[]): AskEndpoint {
  let start: number | undefined;
  return async () => {
    start ??= clock.now().getTime();
    const minutes = (clock.now().getTime() - start) / 60_000;
    const answer = phases.findLast(({ fromMinute }) => fromMinute <= minutes)?.answer ?? 'no answer';
    if (answer === 'no answer') throw new Error('the connection was refused');
    return answer;
  };
}

/** The answer of a version that has this opinion of itself. */
export function says(opinion: Opinion): EndpointAnswer {
  return { status: 200, body: JSON.stringify(opinion) };
}
