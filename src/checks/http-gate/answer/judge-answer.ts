import type { Verdict } from '../../../hook/verdict.ts';
import { endWaiting } from '../../end-waiting.ts';
import type { GateAnswer } from './gate-answer.ts';

/** When the answer came, for what is still pending. */
type Moment = { deadline: Date; isLate: boolean; waitMinutes: number };

/**
 * What an answer means for the release. Only `passed` passes; what is still `pending` at the deadline is inconclusive.
 *
 * @param asked - who answered: `gates.example.com`
 */
export function judgeAnswer(asked: string, answer: GateAnswer, { deadline, isLate, waitMinutes }: Moment): Verdict {
  const { status, reason, findings, ...retry } = answer;
  const said = `${asked} says ${status}${reason ? `: ${reason}` : ''}`;
  const learned = { reason: said, ...(findings && { findings }) };
  switch (status) {
    case 'passed':
      return { kind: 'pass', ...learned };
    case 'failed':
      return { kind: 'fail', ...learned };
    case 'inconclusive':
      return { kind: 'fail', inconclusive: true, ...learned };
    case 'pending':
      if (isLate) {
        return {
          ...{ kind: 'fail', inconclusive: true, reason: `${said}, after waitMinutes (${waitMinutes})` },
          ...(findings && { findings: findings.map(endWaiting) }),
        };
      }
      return {
        // Errors before it are not in a row with those after it.
        ...{ kind: 'wait', ...learned, deadline, ...retry, state: null },
      };
  }
}
