import { readFileSync } from 'node:fs';
import { parseEvent } from '../../src/hook/event/event.ts';
import type { Target } from '../../src/hook/target.ts';

/** The target of a payload in `events/`, by the file's name without `.json`. */
export function targetOfEvent(name: string): Target {
  const parsed = parseEvent(readEvent(name));
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.target;
}

export function readEvent(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../events/${name}.json`, import.meta.url), 'utf8'));
}
