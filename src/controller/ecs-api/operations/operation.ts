import type { OperationSchema } from '../model.ts';
import type { EcsRegion } from '../region.ts';

/** One operation of the API: its shapes in the model, and its implementation. */
export type Operation = { schema: OperationSchema; answer: (request: never, region: EcsRegion) => unknown };

/** The model has already read the request, so it has the SDK's type. */
export function operation<Request, Response>(
  schema: OperationSchema,
  answer: (request: Request, region: EcsRegion) => Response,
): Operation {
  return { schema, answer };
}
