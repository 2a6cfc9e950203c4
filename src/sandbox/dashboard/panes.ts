import type { SandboxData } from '../view/sandbox-data.ts';
import { listenerPane } from './compare/listener-pane.ts';
import { mailTabs } from './compare/mails.ts';
import { chart } from './consult/chart.ts';
import { doorList } from './consult/door-list.ts';
import { allEvents, eventList } from './consult/event-list.ts';
import { hookCalls } from './consult/hook-call-list.ts';
import { pastDeployments } from './consult/past-deployments.ts';
import { tasks } from './consult/tasks.ts';
import { clock, controls } from './head/controls.ts';
import { hero } from './hero/hero.ts';

/** The parts of the page that change, by the id of the element that holds each. */
export const panes = {
  controls,
  clock,
  hero,
  production: (data: SandboxData) => listenerPane('production', data),
  test: (data: SandboxData) => listenerPane('test', data),
  mails: mailTabs,
  chart,
  doors: doorList,
  tasks,
  hooks: hookCalls,
  log: (data: SandboxData) => eventList(allEvents(data)),
  deployments: pastDeployments,
} as const;

export type PaneId = keyof typeof panes;
