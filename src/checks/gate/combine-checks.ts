import { isJsonObject, type JsonObject } from '../../hook/json.ts';
import { type Combinator, combinators } from './gate-node.ts';

type Combining<Value> = Record<Combinator, (values: readonly Value[]) => Value> & {
  check: (name: string, details: JsonObject) => Value;
};

/** What each entry of a gate's list, as it is written, comes to. What cannot be read, and a list of nothing that can, is left out. */
export function combineChecks<Value>(list: unknown, combining: Combining<Value>): Value[] {
  return (Array.isArray(list) ? list : []).flatMap((entry) => {
    const [name = '', value] = isJsonObject(entry) ? (Object.entries(entry)[0] ?? []) : [];
    const combinator = combinators.find((one) => one === name);
    if (!combinator) return isJsonObject(value) ? combining.check(name, value) : [];
    const values = combineChecks(value, combining);
    return values.length === 0 ? [] : combining[combinator](values);
  });
}
