import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { eventList } from '../../../src/sandbox/dashboard/consult/event-list.ts';
import { hookCalls } from '../../../src/sandbox/dashboard/consult/hook-call-list.ts';
import { helpPage } from '../../../src/sandbox/dashboard/help-page.ts';
import { hero } from '../../../src/sandbox/dashboard/hero/hero.ts';
import { formatEvent } from '../../../src/sandbox/view/format-event.ts';
import type { DeploymentView, HookView } from '../../../src/sandbox/view/service-view.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';
import { dashboardStates } from './page-states.ts';
import { waitingSandbox, withDeployment } from './sandbox-data.ts';

const linksIn = async (markup: unknown) =>
  [...String(await html`${markup}`).matchAll(/href="(\/help[^"]*)"/g)].map(([, link]) => link);
const state = (name: string) => dashboardStates.find((one) => one.name === name)?.data() ?? waitingSandbox();
const stopped = 'Service deployment rolled back because a stop with ROLLBACK was requested.';
const alarmed = 'Service deployment rolled back because of alarm(s) in ALARM state: retail-ui-latency.';

describe('what is red in the sandbox', () => {
  test('has its cards on a page of their own, which needs no documentation next to it', async () => {
    const page = String(await helpPage());

    expect(page).toContain('<section id="hook-failed"');
    expect(await htmlFaults(page)).toEqual([]);
  });

  test.each<[string, Partial<DeploymentView>, string[]]>([
    ['an alarm', { statusReason: alarmed }, ['/help#alarms']],
    ['a stop that somebody asked for', { statusReason: stopped }, []],
    ['words that nobody knows', { statusReason: 'Something new.' }, []],
  ])('links the sentence about a rollback to its card, after %s', async (_what, change, links) => {
    const data = withDeployment(waitingSandbox(), { status: 'ROLLBACK_SUCCESSFUL', hooks: [], ...change });

    expect(await linksIn(hero(data))).toEqual(links);
  });

  test('links a failed hook and the rollback that it caused, but nobody who rejected', async () => {
    expect(await linksIn(hero(state('failed')))).toEqual(['/help#hook-failed']);
    expect(await linksIn(hookCalls(state('failed')))).toEqual(['/help#hook-failed']);
    expect(await linksIn(hero(state('rejected')))).toEqual([]);
    expect(await linksIn(hookCalls(state('asking')))).toEqual([]);
    expect(await linksIn(hookCalls(state('rejected')))).toEqual([]);
  });

  test.each<[Partial<HookView>, string]>([
    [{ answered: 'TIMED_OUT' }, '/help#hook-timed-out'],
    [{ answered: 'function error' }, '/help#hook-unreadable'],
    [{ answered: 'unreadable answer' }, '/help#hook-unreadable'],
    [{ answered: 'not invoked' }, '/help#hook-not-invoked'],
    [{ answered: 'TIMED_OUT', isPause: true }, '/help#pause-timed-out'],
  ])('links a hook that is %o to its card', async (change, link) => {
    const [hook] = state('failed').view.deployment?.hooks ?? [];

    expect(
      await linksIn(hookCalls(withDeployment(waitingSandbox(), { hooks: [{ ...hook, ...change } as HookView] }))),
    ).toEqual([link]);
  });

  test.each([
    [alarmed, ['/help#alarms']],
    [stopped, []],
  ])('links the event that says "%s"', async (statusReason, links) => {
    const at = new Date('2026-11-22T13:50:00Z');
    const text = formatEvent({ type: 'deployment-status', status: 'ROLLBACK_IN_PROGRESS', statusReason, at } as never);
    const alarm = formatEvent({ type: 'alarm-changed', alarmName: 'retail-ui-latency', state: 'ALARM', at } as never);
    const events = [text, alarm].map((one = '', index) => ({ key: `${index}`, at, text: one, isOfPeople: false }));

    expect(await linksIn(eventList(events))).toEqual(links);
  });
});
