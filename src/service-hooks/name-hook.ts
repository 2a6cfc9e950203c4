import { type HookDirectory, kindOf } from './hook-directory.ts';
import { functionOf, gateOf, isPause, type LifecycleHook, stagesOf } from './lifecycle-hook.ts';

/** `approval "release"`, `pause`, `my-hook`: as short as tells hooks of one stage apart. */
export function nameOfTarget(hook: LifecycleHook, directory: HookDirectory | undefined): string {
  if (isPause(hook)) return 'pause';
  const gate = gateOf(hook);
  const name = kindOf(hook, directory) ?? functionOf(hook).split(':').at(-1) ?? '';
  return `${name || 'a hook without a function'}${gate === undefined ? '' : ` "${gate}"`}`;
}

/** With its stages, for messages. */
export function nameOfHook(hook: LifecycleHook, directory: HookDirectory | undefined): string {
  return `${nameOfTarget(hook, directory)} at ${stagesOf(hook).join(', ') || 'no stage'}`;
}
