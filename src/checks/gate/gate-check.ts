import type { Check } from '../../hook/check.ts';
import { all, any, sequence } from '../../hook/compose/compose.ts';
import type { ReportSink } from '../../hook/report.ts';
import { gateConfigSchema } from './gate-config.ts';
import type { CheckRegistry, Combinator, GateNode } from './gate-node.ts';
import { reportingCheck } from './reporting-check.ts';

/** A check that a gate can run. */
export type GateCheck = Check<unknown>;

/**
 * Runs the checks that its configuration names, composed by the kit's own `sequence`, `all` and `any`: state, waiting time and gate of each
 * entry are separate, as those of a composed check are, and each writes a report of its own.
 */
export function gateCheck(registry: CheckRegistry<GateCheck>, reports: ReportSink): Check<GateNode<GateCheck>> {
  return {
    name: 'gate',
    configSchema: gateConfigSchema(registry),
    run: (target, context) =>
      grow(context.config, reports).run(target, { ...context, config: configOf(context.config) }),
  };
}

const compositions: Readonly<Record<Combinator, typeof sequence>> = { sequence, all, any };

function grow(node: GateNode<GateCheck>, reports: ReportSink): Check<unknown> {
  if (!('parts' in node)) return reportingCheck(node, reports);
  const parts = node.parts.map((part) => grow(part, reports));
  return compositions[node.combinator](node.name, ...parts) as Check<unknown>;
}

/** As a composed check gets it: by the names of its parts. */
function configOf(node: GateNode<GateCheck>): unknown {
  return 'parts' in node ? Object.fromEntries(node.parts.map((part) => [part.name, configOf(part)])) : node.config;
}
