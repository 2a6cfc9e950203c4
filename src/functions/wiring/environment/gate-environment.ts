import * as v from 'valibot';
import { approvalEnvironmentSchema, optionalText } from '../environment.ts';
import { smokeEnvironmentSchema } from './smoke-environment.ts';

/** That of every check that the gate can run. */
export const gateEnvironmentSchema = v.intersect([
  approvalEnvironmentSchema,
  smokeEnvironmentSchema,
  v.object({
    /** Hosts that http-gate may ask, separated by commas. */
    HTTP_GATE_HOSTS: optionalText,
  }),
]);

export type GateEnvironment = v.InferOutput<typeof gateEnvironmentSchema>;
