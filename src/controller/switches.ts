/**
 * What AWS documents nowhere, one switch for each. The default is the reading that is hardest on a hook, so that a hook which
 * passes here passes under every other reading too. BEHAVIOUR.md says more about each.
 */
export type Switches = {
  /** Whether `executionId` changes at every call of a hook or stays over its polls. */
  executionId: 'per-call' | 'per-hook';
  /** Whether the `hookDetails` of an IN_PROGRESS answer replace what the hook had, or are merged over it. */
  hookDetailsMode: 'replace' | 'merge';
  /** What an IN_PROGRESS answer without `hookDetails` makes of state that was answered earlier: back to the configured ones, or kept. */
  missingHookDetails: 'reset' | 'keep';
  /** What a `callBackDelay` makes that is no finite positive number: a rollback, or the default of 30 seconds. */
  invalidCallBackDelay: 'rollback' | 'default';
  /** Whether the test listener moves before or after the hooks of TEST_TRAFFIC_SHIFT. */
  testTrafficMoves: 'before-hooks' | 'after-hooks';
  /** Whether the production listener moves before or after the hooks of PRODUCTION_TRAFFIC_SHIFT. */
  productionTrafficMoves: 'before-hooks' | 'after-hooks';
  /** Whether the listeners move back before or after the hooks that a rollback calls again. */
  rollbackTrafficMoves: 'before-hooks' | 'after-hooks';
  /** When a rollback calls the hooks of PRODUCTION_TRAFFIC_SHIFT again. */
  rollbackProductionHooks: 'always' | 'if-shifted';
  /** When a rollback calls the hooks of TEST_TRAFFIC_SHIFT again. */
  rollbackTestHooks: 'always' | 'if-shifted' | 'never';
  /** Whether TEST_TRAFFIC_SHIFT in a rollback shows green 0 and blue 100, as PRODUCTION_TRAFFIC_SHIFT does, or no weights. */
  rollbackTestWeights: 'shown' | 'empty';
  /** Whether a hook that is called again in a rollback gets the `hookDetails` it answered last, or the configured ones. */
  rollbackHookDetails: 'kept' | 'configured';
  /** What an alarm does that is in ALARM when the deployment starts. */
  alarmBeforeStart: 'rollback' | 'ignore';
  /** What a new deployment does to a running one. */
  deploymentWhileRunning: 'replace' | 'refuse';
  /** Whether a rollback that a hook or a stop caused is announced as SERVICE_DEPLOYMENT_FAILED. */
  failedEvent: 'alarms-only' | 'every-rollback';
  /** From when on a revision has a `resolvedConfiguration`. */
  resolvedConfiguration: 'from-scale-up' | 'from-creation';
};

export const defaultSwitches: Readonly<Switches> = {
  executionId: 'per-call',
  hookDetailsMode: 'replace',
  missingHookDetails: 'reset',
  invalidCallBackDelay: 'rollback',
  testTrafficMoves: 'after-hooks',
  productionTrafficMoves: 'before-hooks',
  rollbackTrafficMoves: 'after-hooks',
  rollbackProductionHooks: 'always',
  rollbackTestHooks: 'always',
  rollbackTestWeights: 'shown',
  rollbackHookDetails: 'kept',
  alarmBeforeStart: 'rollback',
  deploymentWhileRunning: 'replace',
  failedEvent: 'alarms-only',
  resolvedConfiguration: 'from-scale-up',
};
