import type { EcsSince } from './progress-line.ts';

/**
 * Adds the address of the card that explains why ECS rolled back. The table of messages is read only if there is something to explain: few pages need
 * it, and all would load it.
 */
export async function withHelp(ecs: EcsSince): Promise<EcsSince> {
  if (ecs.cause === undefined) return ecs;
  const { helpFor } = await import('./help-for.ts');
  return { ...ecs, help: helpFor(ecs.cause) };
}
