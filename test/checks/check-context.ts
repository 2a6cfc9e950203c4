import type { Check, CheckContext } from '../../src/hook/check.ts';
import { readConfiguration } from '../../src/hook/configuration.ts';
import type { JsonObject } from '../../src/hook/json.ts';

/** When the gates of these tests were first called. */
export const gateSince = new Date('2026-11-22T14:00:00Z');

/** What the kit would pass to a check this many minutes after the gate's first call, its configuration read from `hookDetails`. */
export async function contextFor<Config>(
  check: Check<Config>,
  hookDetails: JsonObject,
  { minutes = 0, signal = new AbortController().signal }: { minutes?: number; signal?: AbortSignal } = {},
): Promise<CheckContext<Config>> {
  const read = await readConfiguration(hookDetails, {}, check.configSchema);
  if (!read.ok) throw new Error(read.reason);
  const now = new Date(gateSince.getTime() + minutes * 60_000);
  return {
    config: read.config,
    state: undefined,
    signal,
    remainingMs: () => (signal.aborted ? 0 : 60_000),
    clock: { now: () => now },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    gate: { name: undefined, since: gateSince, polls: 0, errors: 0 },
  };
}

/** What the kit would say about this configuration; undefined if it is valid. */
export async function whatIsWrongWith(check: Check<unknown>, hookDetails: JsonObject): Promise<string | undefined> {
  const read = await readConfiguration(hookDetails, {}, check.configSchema);
  return read.ok ? undefined : read.reason;
}
