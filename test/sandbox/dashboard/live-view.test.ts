import { describe, expect, test } from 'vitest';
import { LiveView } from '../../../src/sandbox/dashboard/live-view.ts';
import { panes } from '../../../src/sandbox/dashboard/panes.ts';
import { blueArn, greenArn, linearSandbox, quietSandbox, waitingSandbox, withDeployment } from './sandbox-data.ts';

describe('a live view', () => {
  test('sends everything first', async () => {
    const change = await new LiveView().next(quietSandbox());

    expect(Object.keys(change.panes).toSorted()).toEqual(Object.keys(panes).toSorted());
    expect(change).toMatchObject({ frames: [], now: Date.parse('2026-11-22T13:52:00Z'), speed: 20 });
  });

  test('then sends only what changed', async () => {
    const view = new LiveView();
    await view.next(quietSandbox());

    const change = await view.next(
      quietSandbox({ alarms: [{ name: 'retail-ui-5xx', watcher: 'hook', isRaised: true }] }),
    );

    expect(Object.keys(change.panes)).toEqual(['controls']);
    expect(change.panes.controls).toContain('Turn off: </span><span class="fault">Alarm retail-ui-5xx');
  });

  test('sends nothing but the time while nothing happens', async () => {
    const view = new LiveView();
    await view.next(quietSandbox());

    expect(await view.next(quietSandbox({ now: new Date('2026-11-22T13:53:00Z') }))).toEqual({
      panes: {},
      frames: [],
      title: '● 1.41 is in production · retail-ui',
      signal: 'rest',
      now: Date.parse('2026-11-22T13:53:00Z'),
      speed: 20,
    });
  });

  test('leaves running times to the page, and redraws the traffic', async () => {
    const view = new LiveView();
    await view.next(waitingSandbox());

    const change = await view.next(waitingSandbox({ now: new Date('2026-11-22T13:52:10Z') }));

    expect(Object.keys(change.panes)).toEqual(['chart']);
  });

  test('reloads the frame of a listener when its weights move, and not the other one', async () => {
    const view = new LiveView();
    await view.next(quietSandbox());
    const production = { [blueArn]: 100 };

    const change = await view.next(quietSandbox({ weights: { production, test: { [greenArn]: 100, [blueArn]: 0 } } }));

    expect(change.frames).toEqual(['test']);
  });

  test('reloads both frames when the new version breaks', async () => {
    const view = new LiveView();
    await view.next(waitingSandbox());

    const change = await view.next(waitingSandbox({ isBroken: true }));

    expect(change.frames).toEqual(['production', 'test']);
  });

  test('announces a stage once', async () => {
    const view = new LiveView();
    await view.next(quietSandbox());

    const first = await view.next(waitingSandbox());
    const second = await view.next(waitingSandbox({ speed: 60 }));

    expect(first.announcement).toBe(
      'POST_TEST_TRAFFIC_SHIFT. greenlight-approval-hook waits. New mail: [ACTION] Approve retail-ui 1.42 by 14:30 UTC',
    );
    expect(second).not.toHaveProperty('announcement');
  });

  test('announces the current step, and no mail that was there before', async () => {
    const change = await new LiveView().next(withDeployment(linearSandbox(), { hooks: [] }));

    expect(change.announcement).toBe('PRE_PRODUCTION_TRAFFIC_SHIFT, step 3 of 4');
  });

  test('announces that a hook no longer waits', async () => {
    const view = new LiveView();
    await view.next(waitingSandbox());

    const change = await view.next(withDeployment(waitingSandbox(), { hooks: [] }));

    expect(change.announcement).toBe('POST_TEST_TRAFFIC_SHIFT');
  });
});
