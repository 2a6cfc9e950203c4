import type { PauseBridgeFacts } from '../../service-hooks/pause-facts.ts';
import type { StackOutputs } from './stack.ts';

/** The pause bridge of a stack. A stack of an earlier version has no such parameters, and no bridge. */
export function pauseBridgeOf({ parameters }: Pick<StackOutputs, 'parameters'>): PauseBridgeFacts {
  const asks = parameters.get('PauseBridge');
  return {
    asks: asks === 'configured' || asks === 'all' ? asks : 'off',
    prefix: parameters.get('PauseParameters') ?? '/greenlight/pauses',
    readsTags: parameters.get('PauseTags') === 'yes',
  };
}
