/** Says no to the release, and does not stand in the way of a rollback. */
export const handler = async ({ executionDetails: { productionTrafficWeights, targetServiceRevisionArn } }) =>
  productionTrafficWeights[targetServiceRevisionArn] === 0
    ? { hookStatus: 'SUCCEEDED', reason: 'a rollback is never held up' }
    : { hookStatus: 'FAILED', reason: 'p99 812 ms, allowed 500 ms' };
