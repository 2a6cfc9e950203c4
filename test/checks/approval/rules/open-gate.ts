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

/** The same; each later poll also says who got a mail since the last one. */
export async function openGateWithMails(hookDetails: JsonObject) {
  const setup = await openGate(hookDetails);
  let seen = setup.notifier.sent.length;
  return {
    ...setup,
    async pollAfter(minutes: number) {
      setup.clock.step(minutes * 60);
      const answer = await setup.poll();
      const mails = setup.notifier.sent.slice(seen);
      seen = setup.notifier.sent.length;
      return { answer, mails, who: mails.map(({ attributes }) => attributes['reviewer'] ?? 'everybody') };
    },
  };
}
