/**
 * `ecs-greenlight/testing`: the local ECS deployment controller, and `simulateDeployment`, to try hooks on in a unit test.
 *
 * @module ecs-greenlight/testing
 */
export type { ControllerClock } from './controller/clock.ts';
export { createController } from './controller/controller.ts';
export { ControllerError, type ControllerErrorCode } from './controller/errors.ts';
export type { ControllerEvent } from './controller/events.ts';
export type { Faults } from './controller/faults.ts';
export type { HookEvent } from './controller/payload.ts';
export { ScaledClock } from './controller/scaled-clock.ts';
export type { Switches } from './controller/switches.ts';
export type { Controller, ControllerOptions, FunctionResolver, HookFunction, HookHandler } from './controller/types.ts';
export { VirtualClock } from './controller/virtual-clock.ts';
export { type BundleFunction, type BundleOptions, bundleFunction } from './controller/wire/lambda/bundle-function.ts';
export { lambdaRuntimeClient, type RuntimeClient } from './controller/wire/lambda/runtime-client.ts';
export { type UrlFunctionOptions, urlFunction } from './controller/wire/lambda/url-function.ts';
export { type AnsweredEvent, answerEvent } from './simulate/answer-event.ts';
export { parseRecording, type RecordedCall } from './simulate/recording.ts';
export { renderReport } from './simulate/report/report.ts';
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
