import { ControllerError } from '../controller-error.ts';
import type { Switches } from '../switches.ts';
import type { TimeoutAction } from './resources.ts';

/** The pause hooks of one deployment that await an answer. */
export class PauseHooks {
  readonly #awaiting = new Map<string, (action: TimeoutAction) => void>();

  /**
   * Resolves with the choice.
   *
   * @throws the signal's reason; the hook is unavailable from then on
   */
  async wait(hookId: string, signal: AbortSignal, isAwaiting: () => void): Promise<{ action: TimeoutAction }> {
    const { promise, resolve, reject } = Promise.withResolvers<{ action: TimeoutAction }>();
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#awaiting.set(hookId, (action) => resolve({ action }));
    isAwaiting();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#awaiting.delete(hookId);
    }
  }

  /** @returns false if no such hook awaits an answer */
  answer(hookId: string, action: TimeoutAction): boolean {
    const awaiting = this.#awaiting.get(hookId);
    // A second answer must not get in before the first one's consequences.
    this.#awaiting.delete(hookId);
    awaiting?.(action);
    return awaiting !== undefined;
  }
}

/**
 * The messages are ECS's own.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
 */
export const continueErrors = {
  invalidHookId: () =>
    new ControllerError('INVALID_HOOK_ID', 'Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}'),
  unavailable: (ecsClass: Switches['refusedAnswer']) =>
    Object.assign(
      new ControllerError(
        'HOOK_UNAVAILABLE',
        'Provided hookId is either completed, unavailable, or not associated with the given Resource ARN',
      ),
      { ecsClass },
    ),
  finished: () =>
    new ControllerError(
      'DEPLOYMENT_FINISHED',
      'Continuing a service deployment is not allowed for service deployment in terminal states.',
    ),
  noDeployment: () => new ControllerError('NOT_FOUND', 'The service deployment does not exist.'),
};

export function hasFormOfHookId(text: string): boolean {
  return /^ecs-[a-z]+-[\w-]+$/.test(text);
}
