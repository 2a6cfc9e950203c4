import { type ApprovalRequest, parseRequest } from '../request/request.ts';

/** Together at most 6 MB. A request has a few KB. */
const maxKept = 100;
const maxCharacters = 60_000;

/**
 * Reads stored requests as `parseRequest` does, and keeps the last hundred by their whole text: while people decide, each page shows the same request, and
 * to read it takes as long as to make the page. The same string leads to the same object, so that object is frozen.
 */
export function keptRequests(): typeof parseRequest {
  const kept = new Map<string, ApprovalRequest>();
  return (text) => {
    const known = kept.get(text);
    if (known) return known;
    const request = freeze(parseRequest(text));
    if (text.length <= maxCharacters) kept.set(text, request);
    if (kept.size > maxKept) kept.delete(kept.keys().next().value ?? '');
    return request;
  };
}

/** With everything inside. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
