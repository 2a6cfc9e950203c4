import type { SmokeRequest } from '../config/request-config.ts';
import { grpcHealthPath } from '../config/wire-config.ts';
import type { ProbeRequest } from '../probe/probe-request.ts';

/** The planned request with what it says about how it travels. gRPC has one path for health, and so none below a baseUrl. */
export function planWire(planned: ProbeRequest, { grpc, webSocket, tls }: SmokeRequest): ProbeRequest {
  return {
    ...{ ...planned, tls, webSocket },
    ...(grpc !== undefined && { grpc, path: grpcHealthPath }),
  };
}

/** Why a request cannot be sent as it was planned for a listener; undefined if it can. */
export function whyUnsuitable(plannedPath: string, { grpc }: Pick<SmokeRequest, 'grpc'>): string | undefined {
  return grpc === undefined || plannedPath === grpcHealthPath
    ? undefined
    : `the test rule does not match ${grpcHealthPath}, where gRPC asks for health: let it match, or set hookDetails.baseUrl`;
}
