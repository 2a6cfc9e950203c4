import type { OperationSchema } from './model.ts';
import type { EcsRegion } from './region.ts';

/** One operation of the API: its shapes in the model, and what answers it. */
export type Operation = { schema: OperationSchema; answer: (request: never, region: EcsRegion) => unknown };

/** The request has been read by the model before, so it has the type that the SDK gives it. */
export function operation<Request, Response>(
  schema: OperationSchema,
  answer: (request: Request, region: EcsRegion) => Response,
): Operation {
  return { schema, answer };
}
