import type { Switches } from '../controller/switches.ts';

/** The readings of every switch, for a flag to be checked against. The compiler keeps the names and values right. */
export const switchReadings: { readonly [Name in keyof Switches]: readonly Switches[Name][] } = {
  executionId: ['per-call', 'per-hook'],
  hookDetailsMode: ['replace', 'merge'],
  missingHookDetails: ['reset', 'keep'],
  invalidCallBackDelay: ['rollback', 'default'],
  testTrafficMoves: ['before-hooks', 'after-hooks'],
  productionTrafficMoves: ['before-hooks', 'after-hooks'],
  rollbackTrafficMoves: ['before-hooks', 'after-hooks'],
  rollbackProductionHooks: ['always', 'if-shifted'],
  rollbackTestHooks: ['always', 'if-shifted', 'never'],
  rollbackTestWeights: ['shown', 'empty'],
  rollbackHookDetails: ['kept', 'configured'],
  alarmBeforeStart: ['rollback', 'ignore'],
  deploymentWhileRunning: ['replace', 'refuse'],
  failedEvent: ['alarms-only', 'every-rollback'],
  circuitBreaker: ['every-strategy', 'rolling-only'],
  stepWeights: ['before', 'target'],
  lastLinearStep: ['remainder', 'merged'],
  firstDeploymentSteps: ['all', 'one'],
  stepHookDetails: ['kept', 'configured'],
  rollingHooks: ['pre-scale-up', 'around-scale-up'],
  unreachedFunction: ['rollback', 'retry'],
  lostAnswer: ['rollback', 'retry'],
  lambdaHookEvents: ['sent', 'not-sent'],
  resolvedConfiguration: ['from-scale-up', 'from-creation'],
};
