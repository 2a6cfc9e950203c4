import type { Notifier } from '../../approval/notice/notifier.ts';
import { everybody } from '../../approval/request/transitions.ts';
import { announcementMail } from '../formats/announcement-mail.ts';
import type { Announcement } from '../news/announcement.ts';
import type { Channel, Lane } from '../outbox/lane.ts';

/** The mail that asked them was of the hook, with their own link. */
const mailedOtherwise = new Set<Announcement['event']>(['asked', 'reminded', 'escalated']);

/** Notifies the people who were asked of the result, each on a lane of their own, over the topic that asked them. It contains no link. */
export function peopleChannel(notifier: Notifier): Channel {
  return (announcements) => {
    const results = announcements.filter(({ event }) => !mailedOtherwise.has(event));
    const people = new Set(results.flatMap(({ asked }) => asked));
    return [...people].map((to) =>
      laneOf(
        notifier,
        to,
        results.filter(({ asked }) => asked.includes(to)),
      ),
    );
  };
}

function laneOf(notifier: Notifier, to: string, announcements: readonly Announcement[]): Lane {
  return {
    name: `people/${to}`,
    announcements,
    send(announcement, signal) {
      const { attributes, ...mail } = announcementMail(announcement);
      return notifier.publish(
        { ...mail, attributes: { ...attributes, ...(to !== everybody && { reviewer: to }) } },
        signal,
      );
    },
  };
}
