import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import { fillIn } from '../helpers/approval.ts';
import { type HttpApiAnswer, httpApiEvent, type RunningFunction } from './deployed.ts';

/** ECS, which calls a hook with what the hook answered last, and a person at the desk. */
export function playing(hook: () => RunningFunction, desk: RunningFunction, first: Record<string, unknown>) {
  let event = first;
  return {
    async poll(): Promise<HookAnswer> {
      const answer = (await hook().invoke(event)) as HookAnswer;
      if (answer.hookStatus === 'IN_PROGRESS') event = { ...event, hookDetails: answer.hookDetails };
      return answer;
    },
    /** @param page - the page whose form is sent with the fields */
    async ask(method: string, path: string, fields?: Record<string, string>, page = ''): Promise<HttpApiAnswer> {
      const body = fields && String(fillIn(page, fields).body);
      return (await desk.invoke(httpApiEvent(method, path, body))) as HttpApiAnswer;
    },
  };
}
