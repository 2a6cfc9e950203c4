import * as v from 'valibot';
import { approvalEnvironmentSchema, optionalText } from '../environment.ts';
import { httpGateCallbacks } from './http-gate-callbacks.ts';
import { smokeEnvironmentSchema } from './smoke-environment.ts';

/** That of every check that the gate can run. */
export const gateEnvironmentSchema = v.intersect([
  approvalEnvironmentSchema,
  smokeEnvironmentSchema,
  v.object({
    /** Hosts that http-gate may ask, separated by commas. */
    HTTP_GATE_HOSTS: optionalText,
    HTTP_GATE_CALLBACKS: httpGateCallbacks,
  }),
]);

export type GateEnvironment = v.InferOutput<typeof gateEnvironmentSchema>;
