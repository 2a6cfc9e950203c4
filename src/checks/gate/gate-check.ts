import type { Check } from '../../hook/check.ts';
import { all, any, sequence } from '../../hook/compose/compose.ts';
import { type CheckRegistry, type Combinator, type GateNode, type GatePart, gateConfigSchema } from './gate-config.ts';

/** A check that a gate can run. */
export type GateCheck = Check<unknown> & GatePart;

/**
 * Runs the checks that its configuration names, composed by the kit's own `sequence`, `all` and `any`: state, waiting time and gate of each
 * entry are separate, as those of a composed check are.
 */
export function gateCheck(registry: CheckRegistry<GateCheck>): Check<GateNode<GateCheck>> {
  return {
    name: 'gate',
    configSchema: gateConfigSchema(registry),
    run: (target, context) => grow(context.config).run(target, { ...context, config: configOf(context.config) }),
  };
}

const compositions: Readonly<Record<Combinator, typeof sequence>> = { sequence, all, any };

function grow(node: GateNode<GateCheck>): Check<unknown> {
  if (!('parts' in node)) return { ...node.check, name: node.name };
  return compositions[node.combinator](node.name, ...node.parts.map(grow)) as Check<unknown>;
}

/** As a composed check gets it: by the names of its parts. */
function configOf(node: GateNode<GateCheck>): unknown {
  return 'parts' in node ? Object.fromEntries(node.parts.map((part) => [part.name, configOf(part)])) : node.config;
}
