import type { ControllerEvent } from '../../../controller/events.ts';

/** Follows which call of which hook is running, to say whose output a line is. */
export function runningCall() {
  const running = new Map<string, number>();
  return {
    follow(event: ControllerEvent): void {
      if (event.type === 'hook-called') running.set(nameOf(event), event.attempt);
      if (event.type === 'hook-answered') running.delete(nameOf(event));
    },
    /**
     * `my-hook, call 2`.
     *
     * @param hook default: the one that was called last
     * @returns undefined if it is not being called
     */
    name(hook: string | undefined = [...running.keys()].at(-1)): string | undefined {
      const attempt = hook === undefined ? undefined : running.get(hook);
      return attempt === undefined ? undefined : `${hook}, call ${attempt}`;
    },
  };
}

function nameOf({ functionArn }: Extract<ControllerEvent, { type: 'hook-called' | 'hook-answered' }>): string {
  return functionArn.split(':').at(-1) ?? functionArn;
}
