import { CodedError } from '../wording/coded-error.ts';

/** Why the controller refuses a call. Callers test the code, never the message. */
export type ControllerErrorCode =
  /** ECS itself would refuse this configuration. */
  | 'INVALID_CONFIGURATION'
  /** ECS would accept it, but this controller cannot play it. */
  | 'NOT_PLAYABLE'
  /** No service deployment or revision has this ARN. */
  | 'NOT_FOUND'
  /** The service deployment has ended already. */
  | 'DEPLOYMENT_FINISHED'
  /** The id does not have the format of a pause hook's id. */
  | 'INVALID_HOOK_ID'
  /** The pause hook was already answered, or belongs to another deployment. */
  | 'HOOK_UNAVAILABLE'
  /** A deployment is running that a new one may not replace. */
  | 'DEPLOYMENT_IN_PROGRESS'
  /** The snapshot was not made by this controller, or by another version of it. */
  | 'INVALID_SNAPSHOT'
  /** The controller was closed. */
  | 'CLOSED';

/** Thrown by every call that the controller refuses; nothing has changed. */
export class ControllerError extends CodedError<ControllerErrorCode> {
  override readonly name = 'ControllerError';
  /** The class in which ECS's API sends it, if that depends on a switch. */
  ecsClass?: string;
}
