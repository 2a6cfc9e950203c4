import { EcsApiError } from '../ecs-api-error.ts';

/** One page of a list, and the token that asks for the next one. */
type Page<T> = { items: readonly T[]; nextToken?: string };

/**
 * Cuts a page out of a list. A token is opaque, like ECS's; it continues after an item, so that items added in front since then neither
 * appear nor make an item come twice.
 *
 * @param keyOf identifies an item
 * @param limits the default and the maximum number of items on a page
 * @throws {EcsApiError} InvalidParameterException
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  limits: { usual: number; max: number },
): Page<T> {
  const size = maxResults ?? limits.usual;
  if (!Number.isInteger(size) || size < 1 || size > limits.max) {
    throw new EcsApiError(
      'InvalidParameterException',
      `maxResults is ${size}; write a whole number from 1 to ${limits.max}`,
    );
  }
  const start = nextToken === undefined ? 0 : startOf(items, keyOf, nextToken);
  const page = items.slice(start, start + size);
  const last = page.at(-1);
  const isMore = start + size < items.length;
  return { items: page, ...(isMore && last !== undefined && { nextToken: tokenOf(keyOf(last)) }) };
}

function startOf<T>(items: readonly T[], keyOf: (item: T) => string, token: string): number {
  const index = items.findIndex((item) => tokenOf(keyOf(item)) === token);
  if (index === -1) throw new EcsApiError('InvalidParameterException', 'Invalid token');
  return index + 1;
}

function tokenOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}
