import { CodedError } from '../../wording/coded-error.ts';
import { ControllerError, type ControllerErrorCode } from '../controller-error.ts';

/**
 * The errors that ECS answers with, as awsJson1.1 names them in `__type`. The first six come from the front end that all AWS JSON
 * services share, before ECS itself sees the request.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
 */
type EcsErrorCode =
  | 'UnknownOperationException'
  | 'SerializationException'
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'RequestEntityTooLargeException'
  | 'ThrottlingException'
  | 'ClientException'
  | 'ClusterNotFoundException'
  | 'ConflictException'
  | 'InvalidParameterException'
  | 'ServerException'
  | 'ServiceDeploymentNotFoundException'
  | 'ServiceNotActiveException'
  | 'ServiceNotFoundException'
  | 'UnsupportedFeatureException';

/** A request that the API refuses. */
export class EcsApiError extends CodedError<EcsErrorCode> {
  override readonly name = 'EcsApiError';

  get httpStatus(): number {
    if (this.code === 'ServerException') return 500;
    return this.code === 'RequestEntityTooLargeException' ? 413 : 400;
  }
}

/**
 * What ECS answers if the controller refuses. CERTAIN: the error is on the operation's list in the API model, and its description
 * fits. INFERRED: several on the list would fit, and AWS names none.
 */
const codeOf: Readonly<Record<ControllerErrorCode, EcsErrorCode>> = {
  /** CERTAIN, CreateService and UpdateService: "The specified parameter isn't valid." */
  INVALID_CONFIGURATION: 'InvalidParameterException',
  /** INFERRED ("The specified task isn't supported in this Region"); OBSERVED for `stopType` ABORT. */
  NOT_PLAYABLE: 'UnsupportedFeatureException',
  /** CERTAIN, StopServiceDeployment and ContinueServiceDeployment: "The service deploy ARN that you specified … doesn't exist." */
  NOT_FOUND: 'ServiceDeploymentNotFoundException',
  /** CERTAIN, StopServiceDeployment: "conflict in the current state of the resource". */
  DEPLOYMENT_FINISHED: 'ConflictException',
  /** INFERRED, ContinueServiceDeployment: "The specified parameter isn't valid." */
  INVALID_HOOK_ID: 'InvalidParameterException',
  /** INFERRED, ContinueServiceDeployment: the same. */
  HOOK_UNAVAILABLE: 'InvalidParameterException',
  /** INFERRED: UpdateService lists no conflict, so the general one. */
  DEPLOYMENT_IN_PROGRESS: 'ClientException',
  /** Ours: cannot come from a request. */
  INVALID_SNAPSHOT: 'ServerException',
  /** Ours: the controller behind this service was closed. */
  CLOSED: 'ServerException',
};

/** Differences of single operations, because the error above is not on their list. */
const codeOfOperation: Readonly<Record<string, Partial<Record<ControllerErrorCode, EcsErrorCode>>>> = {
  /** INFERRED: it lists no ConflictException. */
  ContinueServiceDeployment: { DEPLOYMENT_FINISHED: 'InvalidParameterException' },
};

/** Any error as one of ECS's. An error that is neither ECS's nor the controller's is our own fault: ServerException. */
export function toEcsApiError(error: unknown, operation: string): EcsApiError {
  if (error instanceof EcsApiError) return error;
  if (error instanceof ControllerError) {
    const code =
      (error.ecsClass as EcsErrorCode | undefined) ?? codeOfOperation[operation]?.[error.code] ?? codeOf[error.code];
    return new EcsApiError(code, error.message, { cause: error });
  }
  return new EcsApiError('ServerException', 'Service Unavailable. Please try again later.', { cause: error });
}
