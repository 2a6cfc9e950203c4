import { expect, test } from 'vitest';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import { formatEvent } from '../../../src/sandbox/view/format-event.ts';

test.each([
  ['listener-lag', 'fault: Slow listeners'],
  ['service-error', 'fault: service-error'],
])('the fault %s is called as in the menu, if it is there', (fault, words) => {
  expect(formatEvent({ type: 'fault', fault, at: new Date(0) } as ControllerEvent)).toBe(words);
});
