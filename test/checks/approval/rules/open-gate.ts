import type { JsonObject } from '../../../../src/hook/json.ts';
import { approvalSetup, approving, decideAt } from '../../../helpers/approval.ts';

/** A gate with this configuration that ECS has called once, and people who decide by their links. */
export async function openGate(hookDetails: JsonObject) {
  const setup = approvalSetup();
  const poll = setup.gate(hookDetails);
  const first = await poll();
  const decide = (who: string, how: Record<string, string> = approving) => decideAt(setup.desk, setup.link(who), how);
  return { ...setup, poll, first, decide };
}
