import type { Clock } from 'ecs-greenlight';
import type { CallSlack } from './ask-in-slack.ts';

/** Somebody reacts to the first message of the app, this many minutes after it was posted. */
export type FakeReaction = { user: string; name: string; afterMinutes: number };

export type FakeSlack = {
  call: CallSlack;
  /** What the app has posted. */
  posted: { ts: string; text: string; metadata: unknown }[];
};

/** One channel of Slack, in which another app has posted a message that looks like the question of ours. */
export function fakeSlack(clock: Clock, reactions: readonly FakeReaction[]): FakeSlack {
  const posted: FakeSlack['posted'] = [];
  const seconds = () => clock.now().getTime() / 1000;

  const reactionsNow = (ts: string) => {
    const here = reactions.filter(({ afterMinutes }) => Number(ts) + afterMinutes * 60 <= seconds());
    return [...Map.groupBy(here, ({ name }) => name)].map(([name, of]) => ({
      name,
      users: of.map(({ user }) => user),
    }));
  };

  const history = (oldest: number) => {
    const own = posted.map((message) => ({ ...message, bot_id: 'B0APP', reactions: reactionsNow(message.ts) }));
    const approved = [{ name: 'white_check_mark', users: ['U0ANA', 'U0BEN'] }];
    const forged = posted.map((message) => ({ ...message, bot_id: 'B0OTHER', reactions: approved }));
    return { ok: true, messages: [...forged, ...own].filter(({ ts }) => Number(ts) >= oldest) };
  };

  const call: CallSlack = async (method, params) => {
    if (method === 'auth.test') return { ok: true, bot_id: 'B0APP' };
    if (method === 'conversations.history') return history(Number(params['oldest']));
    if (method !== 'chat.postMessage') throw new Error('the fake does not know this method');
    const ts = String(seconds());
    posted.push({ ts, text: params['text'] ?? '', metadata: JSON.parse(params['metadata'] ?? '{}') });
    return { ok: true, ts };
  };
  return { call, posted };
}
