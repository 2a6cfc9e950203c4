import type { Check } from '../../hook/check.ts';

/** How the checks of a list count together: one after the other, all at once, or one of them. */
export const combinators = ['sequence', 'all', 'any'] as const;

export type Combinator = (typeof combinators)[number];

/** What is known of a check before it runs. */
export type GatePart = Pick<Check<unknown>, 'name' | 'configSchema' | 'asksPeople'>;

/** The checks that a gate can name. Each is loaded only if it is named, so that a cold start pays for nothing else. */
export type CheckRegistry<Part extends GatePart> = Readonly<Record<string, () => Promise<Part>>>;

/**
 * One entry of a list of checks, validated. `name` is unique within its list: the second `smoke` is `smoke-2`. `path` is that of the check's
 * configuration.
 */
export type GateNode<Part extends GatePart> = GateLeaf<Part> | GateList<Part>;

export type GateLeaf<Part extends GatePart> = { name: string; check: Part; config: unknown; path: Path };

export type GateList<Part extends GatePart> = {
  name: string;
  combinator: Combinator;
  parts: readonly GateNode<Part>[];
};

/** The place of a key in the configuration. */
export type Path = readonly PropertyKey[];

/** The checks of a gate in their order, without its lists. */
export function leavesOf<Part extends GatePart>(node: GateNode<Part>): GateLeaf<Part>[] {
  return 'parts' in node ? node.parts.flatMap(leavesOf) : [node];
}

/** Says where a check of a gate is configured, in a reason in which the check itself says `hookDetails`. */
export function placeReason(reason: string, path: Path): string {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return reason.replace(/\bhookDetails\b/g, `hookDetails${place}`);
}
