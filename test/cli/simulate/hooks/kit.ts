/** A hook of the kit, as a team writes it: its clock is the system's. */
import { defineHook } from '../../../../src/index.ts';

export const handler = defineHook({
  check: {
    name: 'soak',
    run: (_target, { clock, gate }) => {
      const minutes = (clock.now().getTime() - gate.since.getTime()) / 60_000;
      const reason = `soaked for ${minutes} minutes`;
      return minutes >= 10 ? { kind: 'pass', reason } : { kind: 'wait', reason };
    },
  },
  clock: { now: () => new Date() },
  logger: { debug() {}, info() {}, warn() {}, error() {} },
});
