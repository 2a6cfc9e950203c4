import { isJsonObject, type JsonObject, type JsonValue } from '../../hook/json.ts';
import type { HookKind } from '../../service-hooks/hook-kinds.ts';
import { apiSpelling, functionIn } from '../attach/file/spelling.ts';
import { guessKind } from '../plan/guess-directory.ts';

/** A hook without the functions that only CloudFormation evaluates, or why it cannot be known what it is. */
type EvaluatedHook =
  | { ok: true; element: JsonValue; kind: HookKind | undefined; unknownDetails: string | undefined }
  | { ok: false; why: string };

const nowhere = '000000000000';
const anyFunction = `arn:aws:lambda:us-east-1:${nowhere}:function:evaluated-by-cloudformation`;
const anyRole = `arn:aws:iam::${nowhere}:role/evaluated-by-cloudformation`;

/** Which function and role a hook names is not needed to check it; which of Greenlight's hooks it is follows from the name of the output. */
export function evaluateHook(element: JsonValue): EvaluatedHook {
  if (!isJsonObject(element)) return { ok: true, element, kind: undefined, unknownDetails: undefined };
  const own = Object.keys(element).length === 1 ? functionIn(element) : undefined;
  if (own !== undefined && /^(Ref|Fn::)/.test(Object.keys(element)[0] ?? '')) return unknowable(own);
  let kind: HookKind | undefined;
  let unknownDetails: string | undefined;
  const members: Record<string, JsonValue> = {};
  for (const [key, member] of Object.entries(element)) {
    const name = functionIn(member);
    const known = apiSpelling(key);
    if (name === undefined) members[key] = member;
    else if (known === 'hookTargetArn') {
      kind = guessKind(JSON.stringify(member));
      members[key] = anyFunction;
    } else if (known === 'roleArn') members[key] = anyRole;
    else if (known === 'hookDetails') {
      const details = detailsIn(member);
      if (details === undefined)
        unknownDetails = `it contains the function ${name}, which only CloudFormation evaluates`;
      else members[key] = details;
    } else return unknowable(name, key);
  }
  return { ok: true, element: members, kind, unknownDetails };
}

function unknowable(name: string, key?: string): EvaluatedHook {
  const what = key === undefined ? 'it is' : `${key} contains`;
  return { ok: false, why: `${what} the function ${name}, which only CloudFormation evaluates` };
}

/** Two functions that change nothing if nothing in them is to be filled in. */
function detailsIn(member: JsonValue): JsonObject | string | undefined {
  if (!isJsonObject(member)) return undefined;
  const { 'Fn::ToJsonString': object, 'Fn::Sub': text } = member;
  if (isJsonObject(object) && functionIn(object) === undefined) return object;
  return typeof text === 'string' && !text.includes('${') ? text : undefined;
}
