import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isJsonObject } from '../../hook/json.ts';
import { type GateLeaf, type GateNode, type GatePart, leavesOf } from './gate-node.ts';

/**
 * What is wrong with `onInconclusive: "ask"` in a gate: nobody would be asked, `ask` is there in vain, or an approval could pass without the decision
 * of a person.
 */
export function refuseAsking<Part extends GatePart>(parts: readonly GateNode<Part>[]): StandardSchemaV1.Issue[] {
  const leaves = parts.flatMap(leavesOf);
  const asking = leaves.filter(({ config }) => isJsonObject(config) && config['onInconclusive'] === 'ask');
  const askers = leaves.filter(({ check }) => check.asksPeople);
  if (asking.length === 0) {
    return askers
      .filter(({ check }) => check.asksPeople === 'if inconclusive')
      .map(({ path }) => ({ path, message: neverAsked }));
  }
  const unheard = new Set(unansweredIn(parts));
  return [
    ...asking
      .filter((leaf) => unheard.has(leaf))
      .map(({ path }) => ({ path: [...path, 'onInconclusive'], message: nobodyAsked })),
    ...askers.flatMap(({ path, config }) =>
      unattendedKeys(config).map((key) => ({ path: [...path, key], message: unattended })),
    ),
  ];
}

const neverAsked = 'expected onInconclusive: "ask" in a check; without it, nobody would ever be asked';
const nobodyAsked =
  'expected "fail" or "wait"; to ask people, put an approval after this check into the same list, or the configuration of one into ask';
const unattended =
  'expected no such setting next to onInconclusive: "ask", because only a person may decide what a check cannot tell';

/** The checks of a sequence after which nothing asks people. */
function unansweredIn<Part extends GatePart>(parts: readonly GateNode<Part>[]): GateLeaf<Part>[] {
  let open: GateLeaf<Part>[] = [];
  for (const part of parts) {
    if (asks(part)) open = [];
    open.push(...openIn(part));
  }
  return open;
}

function openIn<Part extends GatePart>(node: GateNode<Part>): GateLeaf<Part>[] {
  if (!('parts' in node)) return node.check.asksPeople ? [] : [node];
  return node.combinator === 'sequence' ? unansweredIn(node.parts) : node.parts.flatMap(openIn);
}

/** As the kit's compositions count: a pass of the whole is a pass of the approval in it. */
function asks<Part extends GatePart>(node: GateNode<Part>): boolean {
  return 'parts' in node ? node.combinator !== 'any' && node.parts.some(asks) : node.check.asksPeople !== undefined;
}

/** The settings with which an approval passes without a decision of a person about this step. */
function unattendedKeys(config: unknown): string[] {
  const { firstDeployment, onDeadline, autoApprove, once } = isJsonObject(config) ? config : {};
  return [
    ...(firstDeployment === 'pass' ? ['firstDeployment'] : []),
    ...(onDeadline === 'approve' ? ['onDeadline'] : []),
    ...(autoApprove === undefined ? [] : ['autoApprove']),
    ...(once === true ? ['once'] : []),
  ];
}
