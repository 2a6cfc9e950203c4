import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isJsonObject } from '../../hook/json.ts';
import { formatValue } from '../../wording/values.ts';
import {
  type CheckRegistry,
  type Combinator,
  combinators,
  type GateLeaf,
  type GateList,
  type GateNode,
  type GatePart,
  leavesOf,
  type Path,
} from './gate-node.ts';

/** The checks of one gate, counted through all lists, and the depth of those lists. */
export const maxChecks = 20;
export const maxDepth = 4;

/** The check that asks people if `ask` is configured. */
const askingCheck = 'approval';

/**
 * Reads `{"checks": [{"smoke": {…}}, {"any": [{"alarms": {…}}, …]}, {"approval": {…}}]}`: a list of entries with exactly one key each, a check's
 * name with its configuration, or `sequence`, `all` or `any` with a list. The list itself is a sequence. `ask`, the configuration of an approval,
 * becomes its last entry, and runs only if a check could not tell and asks people.
 */
export function gateConfigSchema<Part extends GatePart>(
  registry: CheckRegistry<Part>,
): StandardSchemaV1<unknown, GateNode<Part>> {
  async function validate(input: unknown): Promise<StandardSchemaV1.Result<GateNode<Part>>> {
    const { checks, ask, ...others } = isJsonObject(input) ? input : {};
    const reader = new GateReader(registry);
    for (const key of Object.keys(others)) {
      reader.refuse([key], 'unknown key, remove it or move it into its check');
    }
    const list = await reader.readList('sequence', checks, ['checks'], 1, false);
    const asked = ask === undefined ? undefined : await reader.readCheck(askingCheck, ask, ['ask'], false);
    const parts = [...list.parts, ...(asked ? [asFallback(asked)] : [])];
    const issues = reader.issues.length > 0 ? reader.issues : await issuesOfAsking(parts);
    return issues.length > 0 ? { issues } : { value: { name: 'gate', combinator: 'sequence', parts } };
  }

  return { '~standard': { version: 1, vendor: 'greenlight', validate } };
}

/** The rules are loaded only for a gate in which a check may ask people what it cannot tell: most have none. */
async function issuesOfAsking<Part extends GatePart>(
  parts: readonly GateNode<Part>[],
): Promise<StandardSchemaV1.Issue[]> {
  const mayAsk = ({ check, config }: GateLeaf<Part>) =>
    check.asksPeople === 'if inconclusive' || (isJsonObject(config) && config['onInconclusive'] === 'ask');
  if (!parts.flatMap(leavesOf).some(mayAsk)) return [];
  return (await import('./refuse-asking.ts')).refuseAsking(parts);
}

/** Collects what is wrong, each with its exact path, while it reads. */
class GateReader<Part extends GatePart> {
  readonly issues: StandardSchemaV1.Issue[] = [];
  readonly #registry: CheckRegistry<Part>;
  #checks = 0;

  constructor(registry: CheckRegistry<Part>) {
    this.#registry = registry;
  }

  refuse(path: Path, message: string): void {
    this.issues.push({ path, message });
  }

  async readList(
    combinator: Combinator,
    list: unknown,
    path: Path,
    depth: number,
    isInAny: boolean,
  ): Promise<GateList<Part>> {
    const parts: GateNode<Part>[] = [];
    if (!Array.isArray(list) || list.length === 0) {
      this.refuse(path, `expected a list of checks, such as ${example}${formatList(list)}`);
    } else if (depth > maxDepth) {
      this.refuse(path, `expected lists nested at most ${maxDepth} deep; this one is at depth ${depth}`);
    } else {
      const names = new Map<string, number>();
      for (const [index, entry] of list.entries()) {
        const part = await this.#readEntry(entry, [...path, index], depth, isInAny || combinator === 'any');
        if (part) parts.push({ ...part, name: numbered(part.name, names) });
      }
    }
    return { name: combinator, combinator, parts };
  }

  async #readEntry(entry: unknown, path: Path, depth: number, isInAny: boolean): Promise<GateNode<Part> | undefined> {
    const [key, ...others] = isJsonObject(entry) ? Object.keys(entry) : [];
    if (!isJsonObject(entry) || key === undefined || others.length > 0) {
      const found = isJsonObject(entry) ? `${others.length === 0 ? 'none' : others.length + 1}` : formatValue(entry);
      this.refuse(path, `expected an object with exactly one key, such as {"smoke": {}}, not ${found}`);
      return undefined;
    }
    const combinator = combinators.find((name) => name === key);
    if (combinator) return this.readList(combinator, entry[key], [...path, key], depth + 1, isInAny);
    return this.readCheck(key, entry[key], [...path, key], isInAny);
  }

  async readCheck(name: string, given: unknown, path: Path, isInAny: boolean): Promise<GateLeaf<Part> | undefined> {
    const load = Object.hasOwn(this.#registry, name) ? this.#registry[name] : undefined;
    this.#checks += 1;
    if (!load) {
      const known = [...Object.keys(this.#registry), ...combinators].join(', ');
      this.refuse(path.slice(0, -1), `unknown check ${formatValue(name)}; write one of ${known}`);
      return undefined;
    }
    if (this.#checks > maxChecks) {
      if (this.#checks === maxChecks + 1) this.refuse(path, `expected at most ${maxChecks} checks in one gate`);
      return undefined;
    }
    if (!isJsonObject(given)) {
      this.refuse(path, `expected an object, not ${formatValue(given)}`);
      return undefined;
    }
    const check = await load();
    if (isInAny && check.asksPeople) {
      this.refuse(
        path,
        'expected outside of "any": another check could end the gate while people decide; put it after that list',
      );
    }
    const result = await check.configSchema?.['~standard'].validate(given);
    for (const { path: inner = [], ...issue } of result?.issues ?? []) {
      // Keep the library's other fields of an issue: with valibot's, the message can say what was found.
      this.issues.push({ ...issue, path: [...path, ...inner] });
    }
    return { name, check, config: result && !result.issues ? result.value : given, path };
  }
}

const example = '[{"smoke": {}}, {"approval": {}}]';

function formatList(list: unknown): string {
  if (list === undefined) return '';
  return `, not ${Array.isArray(list) ? 'an empty one' : formatValue(list)}`;
}

function asFallback<Part extends GatePart>(asked: GateLeaf<Part>): GateLeaf<Part> {
  return { ...asked, name: 'ask', check: { ...asked.check, asksPeople: 'if inconclusive' } };
}

function numbered(name: string, names: Map<string, number>): string {
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  return count === 1 ? name : `${name}-${count}`;
}
