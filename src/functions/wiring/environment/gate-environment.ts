import * as v from 'valibot';
import { approvalEnvironmentSchema } from '../environment.ts';
import { smokeEnvironmentSchema } from './smoke-environment.ts';

/** That of every check that the gate can run. */
export const gateEnvironmentSchema = v.intersect([approvalEnvironmentSchema, smokeEnvironmentSchema]);

export type GateEnvironment = v.InferOutput<typeof gateEnvironmentSchema>;
