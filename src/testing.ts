/** `ecs-greenlight/testing`: the local ECS deployment controller, to try hooks on in a unit test. */
export type { ControllerClock } from './controller/clock.ts';
export { createController } from './controller/controller.ts';
export { ControllerError, type ControllerErrorCode } from './controller/errors.ts';
export type { ControllerEvent } from './controller/events.ts';
export { ScaledClock } from './controller/scaled-clock.ts';
export type { Switches } from './controller/switches.ts';
export type { Controller, ControllerOptions, FunctionResolver, HookHandler } from './controller/types.ts';
export { VirtualClock } from './controller/virtual-clock.ts';
