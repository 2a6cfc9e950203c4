/**
 * `ecs-greenlight/ecs-api`: local controllers behind the ECS API, for SDKs and the AWS CLI. Apart from the rest, as it loads the SDK's model.
 *
 * @module ecs-greenlight/ecs-api
 */
export { EcsApiError } from './controller/ecs-api/ecs-api-error.ts';
export {
  type EcsApi,
  type EcsApiAnswer,
  type EcsApiOptions,
  startEcsApi,
} from './controller/ecs-api/start-ecs-api.ts';
