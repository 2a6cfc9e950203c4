import { addressesOf } from '../checks/approval/rule-config.ts';
import type { HookConfig } from './hook-configuration.ts';

/** Everybody who gets a mail from a gate, now or later: its reviewers, and the deputies of the gate and of its rules. None: everybody on the topic. */
export function askedAddresses({
  reviewers = [],
  deputies = [],
  rules = [],
}: Pick<HookConfig, 'reviewers' | 'deputies' | 'rules'>): readonly string[] {
  const later = [...deputies, ...rules.flatMap((rule) => rule.deputies ?? [])];
  return [...new Set([...reviewers, ...later.flatMap(({ from }) => addressesOf([{ from }]))])];
}
