import type { ReadSwitch } from '../../checks/switches/with-switch.ts';
import { loadOnce } from '../../hook/load-once.ts';

/** Reads the switches of checks, if the stack has any. The SDK is loaded with the first one. */
export function switchFrom({
  CHECK_SWITCHES: prefix,
}: {
  CHECK_SWITCHES?: string | undefined;
}): ReadSwitch | undefined {
  const load = loadOnce(async () => (await import('../lazy/parameters/read-switch.ts')).readCheckSwitch);
  return prefix ? async (...args) => (await load())(prefix, ...args) : undefined;
}
