/**
 * Runs one function as Lambda does: a process of its own whose environment is there before the module is loaded. Events come as messages,
 * answers go back as messages, and what it logs goes to stdout. What Node has compiled it writes at once, because a process that is killed writes
 * nothing. `WAITS_TIMES_FASTER` shortens the waits of the function itself, but not the timeouts of its connections.
 *
 * `fork('run-function.ts', [<file URL of the module>])`
 */
import { flushCompileCache, syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

let standsAt: number | undefined;

/** The clock of this machine, until a message `{ clock: <milliseconds> }` stops it. */
class StoppableDate extends Date {
  constructor(...given: [] | [number]) {
    super(...((given.length === 0 && standsAt !== undefined ? [standsAt] : given) as [number]));
  }

  static override now(): number {
    return standsAt ?? new RealDate().getTime();
  }
}
const RealDate = Date;
globalThis.Date = StoppableDate as DateConstructor;

const { setTimeout: wait } = timers;
const timesFaster = Number(process.env['WAITS_TIMES_FASTER'] ?? 1);
timers.setTimeout = (milliseconds = 0, ...rest) => wait(milliseconds / timesFaster, ...rest);
syncBuiltinESMExports();

const { handler } = (await import(process.argv[2] ?? '')) as {
  handler: (event: unknown, context: unknown) => Promise<unknown>;
};

const context = {
  functionName: 'greenlight',
  functionVersion: '$LATEST',
  // In the account and Region of the events, regardless of the SDK's configuration.
  invokedFunctionArn: 'arn:aws:lambda:us-west-2:123456789012:function:greenlight',
  memoryLimitInMB: '128',
  awsRequestId: '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
  getRemainingTimeInMillis: () => 60_000,
};

process.on('message', async (event: { clock?: number } | null) => {
  // Everything but a clock is an event, also null.
  if (event?.clock !== undefined) {
    standsAt = event.clock;
    return;
  }
  try {
    process.send?.({ answer: await handler(event, context) });
  } catch (error) {
    process.send?.({ problem: String(error) });
  }
  flushCompileCache();
});
flushCompileCache();
process.send?.('ready');
