/**
 * Undocumented behaviour of ECS, one switch for each assumption. The default is the reading that is hardest on a hook, so that a hook that
 * passes here passes under every other reading too. BEHAVIOUR.md has the details.
 */
export type Switches = {
  /** Whether `executionId` changes at every call of a hook or stays over its polls. */
  executionId: 'per-call' | 'per-hook';
  /** Whether the `hookDetails` of an IN_PROGRESS answer replace what the hook had, or are merged over it. */
  hookDetailsMode: 'replace' | 'merge';
  /** Whether an IN_PROGRESS answer without `hookDetails` resets them to the configured ones, or keeps the ones answered earlier. */
  missingHookDetails: 'reset' | 'keep';
  /** The effect of a `callBackDelay` that is not a finite positive number: a rollback, or the default of 30 seconds. */
  invalidCallBackDelay: 'rollback' | 'default';
  /** Whether the test listener moves before or after the hooks of TEST_TRAFFIC_SHIFT. */
  testTrafficMoves: 'before-hooks' | 'after-hooks';
  /** Whether the hooks of TEST_TRAFFIC_SHIFT and POST_TEST_TRAFFIC_SHIFT are called in a service without a test listener rule. */
  testHooksWithoutRule: 'called' | 'skipped';
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
  /** The effect of an alarm that is in ALARM when the deployment starts. */
  alarmBeforeStart: 'rollback' | 'ignore';
  /** The effect of a new deployment on a running one. */
  deploymentWhileRunning: 'replace' | 'refuse';
  /**
   * What follows a desired count that changes while a deployment runs: the tasks of both revisions at once, or the service once the deployment
   * has ended.
   */
  desiredCountWhileDeploying: 'both-revisions' | 'when-ended';
  /** Whether a rollback that neither an alarm nor the circuit breaker caused is announced as SERVICE_DEPLOYMENT_FAILED. */
  failedEvent: 'alarms-only' | 'every-rollback';
  /** Whether the circuit breaker counts failed tasks under every strategy, or only under ROLLING. */
  circuitBreaker: 'every-strategy' | 'rolling-only';
  /** What PRE_PRODUCTION_TRAFFIC_SHIFT shows at a step of a linear or canary deployment: the weights before the step, or those it leads to. */
  stepWeights: 'before' | 'target';
  /** The last step of a linear deployment if `stepPercent` does not divide 100: a step of its own, or part of the previous one. */
  lastLinearStep: 'remainder' | 'merged';
  /** Whether the first deployment of a service goes through all steps of its strategy, or through one. */
  firstDeploymentSteps: 'all' | 'one';
  /** Whether a hook finds at the next step the `hookDetails` it answered at this one, or the configured ones. */
  stepHookDetails: 'kept' | 'configured';
  /** At which stages of a rolling deployment hooks are called. */
  rollingHooks: 'pre-scale-up' | 'around-scale-up';
  /** What ECS does if Lambda throttles an invocation or answers with an error of its own. */
  unreachedFunction: 'rollback' | 'retry';
  /** What ECS does if the function ran and its answer was lost. */
  lostAnswer: 'rollback' | 'retry';
  /** Whether Lambda hooks send `ECS Hook State Change`, as pause hooks do. */
  lambdaHookEvents: 'sent' | 'not-sent';
  /** Whether a hook that has finished stays in `lifecycleHookDetails`, with its status, until its stage ends. */
  finishedHooks: 'listed' | 'removed';
  /** Whether the events about pauses arrive. AWS does not list them among its durable ones. */
  pauseEvents: 'sent' | 'lost';
  /** Whether an event follows if a pause ends because its deployment does: replaced, stopped or rolled back by an alarm. */
  abandonedPauseEvent: 'not-sent' | 'sent';
  /** Whether a pause ends exactly when ECS says that it expires, or takes answers for another 30 seconds. */
  pauseExpiry: 'on-time' | 'late';
  /** The error class of an answer to a pause that takes none any more. */
  refusedAnswer:
    | 'InvalidParameterException'
    | 'ClientException'
    | 'ServiceDeploymentNotFoundException'
    | 'UnsupportedFeatureException';
  /** Whether a described deployment shows the production weight of its new revision before it has ended. */
  describedWeights: 'shown' | 'missing';
  /** How a first deployment ends that has to roll back: there is nothing to roll back to. */
  firstDeploymentRollback: 'ROLLBACK_FAILED' | 'STOPPED';
  /** Which target group the first revision of a service uses: `targetGroupArn`, or `alternateTargetGroupArn`. */
  firstTargetGroup: 'target-group' | 'alternate';
  /** When a revision gets its `resolvedConfiguration`. */
  resolvedConfiguration: 'from-scale-up' | 'from-creation';
  /** How long after its start a new deployment appears in the List and Describe operations of the ECS API. */
  newDeploymentListed: 'at-once' | 'after-5s' | 'after-30s';
};

export const defaultSwitches: Readonly<Switches> = {
  executionId: 'per-call',
  hookDetailsMode: 'replace',
  missingHookDetails: 'reset',
  invalidCallBackDelay: 'rollback',
  testTrafficMoves: 'after-hooks',
  testHooksWithoutRule: 'called',
  productionTrafficMoves: 'before-hooks',
  rollbackTrafficMoves: 'after-hooks',
  rollbackProductionHooks: 'always',
  rollbackTestHooks: 'always',
  rollbackTestWeights: 'shown',
  rollbackHookDetails: 'kept',
  alarmBeforeStart: 'rollback',
  deploymentWhileRunning: 'replace',
  desiredCountWhileDeploying: 'both-revisions',
  failedEvent: 'alarms-only',
  circuitBreaker: 'every-strategy',
  stepWeights: 'before',
  lastLinearStep: 'remainder',
  firstDeploymentSteps: 'all',
  stepHookDetails: 'kept',
  rollingHooks: 'pre-scale-up',
  unreachedFunction: 'rollback',
  lostAnswer: 'retry',
  lambdaHookEvents: 'sent',
  finishedHooks: 'listed',
  pauseEvents: 'sent',
  abandonedPauseEvent: 'not-sent',
  pauseExpiry: 'on-time',
  refusedAnswer: 'InvalidParameterException',
  describedWeights: 'shown',
  firstDeploymentRollback: 'ROLLBACK_FAILED',
  firstTargetGroup: 'target-group',
  resolvedConfiguration: 'from-scale-up',
  newDeploymentListed: 'at-once',
};

/** How long a new deployment is missing from lists. */
export const listLagMs: Readonly<Record<Switches['newDeploymentListed'], number>> = {
  'at-once': 0,
  'after-5s': 5000,
  'after-30s': 30_000,
};
