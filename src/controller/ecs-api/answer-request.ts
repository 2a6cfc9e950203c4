import { EcsApiError, toEcsApiError } from './ecs-api-error.ts';
import { readRequest, writeResponse } from './model.ts';
import { clusterOperations } from './operations/cluster-operations.ts';
import { deploymentOperations } from './operations/deployment-operations.ts';
import { serviceOperations } from './operations/service-operations.ts';
import { tagOperations } from './operations/tag-operations.ts';
import { taskDefinitionOperations } from './operations/task-definition-operations.ts';
import { taskOperations } from './operations/task-operations.ts';
import type { EcsRegion } from './region.ts';
import type { RequestRates } from './request-rates.ts';

/** One request as HTTP brings it; header names in lower case. */
type WireRequest = {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
};

type WireResponse = {
  status: number;
  /** The name of the operation, if the request has one. */
  operation?: string;
  /** The error, if the request is refused. `cause` is the cause of a ServerException. */
  error?: EcsApiError;
  body: string;
};

/** Every supported operation, by name. */
export const operations = new Map(
  [
    ...deploymentOperations,
    ...serviceOperations,
    ...taskOperations,
    ...taskDefinitionOperations,
    ...clusterOperations,
    ...tagOperations,
  ].map((operation) => [operation.schema[2], operation]),
);

/**
 * Answers one awsJson1.1 request.
 *
 * @param rates - default: any number of requests is answered
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function answerRequest(request: WireRequest, region: EcsRegion, rates?: RequestRates): WireResponse {
  const name = operationName(request);
  try {
    const found = operations.get(name ?? '');
    if (!found || request.method !== 'POST' || request.path !== '/') throw unknownOperation(name);
    requireSignature(request);
    rates?.take(found.schema[2]);
    const input = readRequest(found.schema, parseJson(request.body));
    const output = writeResponse(found.schema, found.answer(input as never, region));
    return { status: 200, operation: found.schema[2], body: JSON.stringify(output) };
  } catch (cause) {
    return refuseRequest(toEcsApiError(cause, name ?? ''), name);
  }
}

export function refuseRequest(error: EcsApiError, operation?: string): WireResponse {
  return {
    status: error.httpStatus,
    ...(operation !== undefined && { operation }),
    error,
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function operationName({ headers }: WireRequest): string | undefined {
  return /^AmazonEC2ContainerServiceV20141113\.(\w+)$/.exec(String(headers['x-amz-target']))?.[1];
}

function unknownOperation(name: string | undefined): EcsApiError {
  const asked = name === undefined ? 'x-amz-target names no operation of ECS' : `${name} is not answered here`;
  return new EcsApiError(
    'UnknownOperationException',
    `${asked}; known are ${[...operations.keys()].sort().join(', ')}`,
  );
}

/**
 * A request must be signed for ECS with Signature Version 4, as the SDKs do, but the signature is not verified: any credentials
 * work. Together with the content type it keeps web pages out, whose requests can have neither without a preflight.
 */
function requireSignature({ headers }: WireRequest): void {
  if (!String(headers['content-type']).startsWith('application/x-amz-json-1.1')) {
    throw new EcsApiError('SerializationException', 'content-type is not application/x-amz-json-1.1');
  }
  const { authorization } = headers;
  if (authorization === undefined) {
    throw new EcsApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const isSigned =
    /^AWS4-HMAC-SHA256 Credential=[^/\s]+\/\d{8}\/[^/\s]+\/ecs\/aws4_request,\s*SignedHeaders=\S+,\s*Signature=\S+$/;
  if (!isSigned.test(String(authorization)) || headers['x-amz-date'] === undefined) {
    throw new EcsApiError('IncompleteSignatureException', 'the request is not signed for ecs with Signature Version 4');
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch (cause) {
    throw new EcsApiError('SerializationException', 'the request is not JSON', { cause });
  }
}
