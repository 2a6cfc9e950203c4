import { createPauseBridge } from '../../src/pause-bridge/create-pause-bridge.ts';
import { unavailable, wrapStore } from '../helpers/memory-store.ts';
import type { PauseSetup } from './pause-setup.ts';

/** The bridge with one object that it creates late, after `go()`, and with nothing after people were asked. */
export function slowBridge(setup: PauseSetup, slowKey: string) {
  const [reached, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isLost = false;
  const store = wrapStore(setup.store, async (operation, key, run) => {
    if (isLost) throw unavailable();
    if (operation === 'create' && key.startsWith(slowKey)) {
      reached.resolve();
      await go.promise;
    }
    const result = await run();
    isLost = operation === 'create' && key.startsWith('approvals/');
    return result;
  });
  return { bridge: createPauseBridge(setup.parts({ store })), reached: reached.promise, go: go.resolve };
}
