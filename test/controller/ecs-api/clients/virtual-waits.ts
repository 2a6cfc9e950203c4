import { ECSClient, type ECSClientConfig, type ServiceInputTypes, type ServiceOutputTypes } from '@aws-sdk/client-ecs';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import { onTestFinished, vi } from 'vitest';
import type { VirtualClock } from '../../../../src/controller/clock/virtual-clock.ts';

/** Seconds that the SDK's clients have waited before they sent a request. */
export type Waits = number[];

/**
 * Makes the SDK wait by this clock before it sends a request, until the end of the test. Only the callback of such a wait is a promise's own resolve; every
 * other timer of the SDK gives something up, and stays real.
 */
export function waitsOn(clock: VirtualClock): Waits {
  const waits: Waits = [];
  const real = globalThis.setTimeout;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
    callback: (...given: unknown[]) => void,
    delay = 0,
    ...given: unknown[]
  ) => {
    if (callback.name !== '' || !String(callback).endsWith('{ [native code] }')) return real(callback, delay, ...given);
    waits.push(delay / 1000);
    // A real timer takes at least a millisecond.
    void clock.sleep(Math.max(1, Math.ceil(delay))).then(() => callback());
    return undefined;
  }) as unknown as typeof setTimeout);
  const now = vi.spyOn(Date, 'now').mockImplementation(() => clock.now().getTime());
  onTestFinished(() => {
    spy.mockRestore();
    now.mockRestore();
  });
  return waits;
}

/** The SDK's own client. Time does not pass while one of its requests is on its way. */
export function clientOn(clock: VirtualClock, config: ECSClientConfig): ECSClient {
  const client = new ECSClient({
    region: 'us-west-2',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    ...config,
  });
  const hold: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => (args) =>
    clock.hold(() => next(args));
  client.middlewareStack.addRelativeTo(hold, {
    name: 'holdTheClock',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  });
  onTestFinished(() => client.destroy());
  return client;
}
