/**
 * `ecs-greenlight/testing`: the local ECS deployment controller, and `simulateDeployment`, to try hooks on in a unit test.
 *
 * @module ecs-greenlight/testing
 */

export type { Faults } from './controller/chance/faults.ts';
export type { ControllerClock } from './controller/clock/controller-clock.ts';
export { ScaledClock } from './controller/clock/scaled-clock.ts';
export { VirtualClock } from './controller/clock/virtual-clock.ts';
export { createController } from './controller/controller.ts';
export type { Controller, ControllerOptions } from './controller/controller-api.ts';
export { ControllerError, type ControllerErrorCode } from './controller/controller-error.ts';
export type { ActionLogEntry } from './controller/ecs/action-log.ts';
export type { HookEvent } from './controller/ecs/payload.ts';
export type { ServiceAction } from './controller/ecs/service-action.ts';
export type { TaskStateChange } from './controller/ecs/task-state-change.ts';
export type { ControllerEvent } from './controller/events.ts';
export { type BundleFunction, type BundleOptions, bundleFunction } from './controller/lambda/bundle-function.ts';
export type { FunctionResolver, HookFunction, HookHandler } from './controller/lambda/hook-function.ts';
export { lambdaRuntimeClient, type RuntimeClient } from './controller/lambda/runtime-client.ts';
export { type UrlFunctionOptions, urlFunction } from './controller/lambda/url-function.ts';
export type { Switches } from './controller/switches.ts';
export { type AnsweredEvent, answerEvent } from './simulate/answer-event.ts';
export { parseRecording, type RecordedCall } from './simulate/recording.ts';
export { renderReport } from './simulate/report/render-report.ts';
export { simulateDeployment } from './simulate/simulate-deployment.ts';
export { SimulateError, type SimulateErrorCode } from './simulate/simulate-error.ts';
export type {
  HookCall,
  HookRun,
  SimulatedHook,
  SimulatedLambdaHook,
  SimulatedPauseHook,
  SimulateOptions,
  Simulation,
  SimulationProgress,
  SimulationSurroundings,
  StageTurn,
  WeightChange,
} from './simulate/simulation.ts';
