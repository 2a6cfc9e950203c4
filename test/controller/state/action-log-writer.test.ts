import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ActionLogEntry } from '../../../src/controller/ecs/action-log.ts';
import { hookAt, newService, type PlayOptions, version } from '../play.ts';

const published: ActionLogEntry = JSON.parse(
  readFileSync(
    new URL('../../../events/action-log/SERVICE_DEPLOYMENT_ROLLBACK_FAILED.doc.json', import.meta.url),
    'utf8',
  ),
);

function logged(options: PlayOptions = {}) {
  const entries: ActionLogEntry[] = [];
  return { entries, ...newService({ ...options, onActionLog: (entry) => void entries.push(entry) }) };
}

const namesOf = (entries: readonly ActionLogEntry[]) =>
  entries.map(({ logLevel, detail }) => `${logLevel} ${detail.eventName}`);

const failing = {
  functions: () => () => ({ hookStatus: 'FAILED' }),
  configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
};

describe('the Action Log', () => {
  test('B-130 has the three entries of a deployment that were seen in a real account', async () => {
    const { controller, entries } = logged();
    const { serviceDeploymentArn } = await controller.deploy(version(1));

    expect(namesOf(entries)).toEqual([
      'INFO SERVICE_DEPLOYMENT_IN_PROGRESS',
      'INFO SERVICE_REVISION_STABLE',
      'INFO SERVICE_DEPLOYMENT_SUCCESSFUL',
    ]);
    expect(entries.every(({ detail }) => detail.serviceDeploymentArn === serviceDeploymentArn)).toBe(true);
  });

  test('B-130 looks like the one that AWS has published, member by member', async () => {
    const { controller, entries } = logged({
      ...failing,
      service: { region: 'us-east-1', account: '111122223333' },
    });
    const { serviceDeploymentArn } = await controller.deploy(version(1));

    const text = JSON.stringify(entries.at(-1))
      .replace(serviceDeploymentArn, published.detail.serviceDeploymentArn)
      .replace(String(entries.at(-1)?.eventTimestamp), String(published.eventTimestamp));
    expect(text).toBe(JSON.stringify(published));
  });

  test('B-131 reports a rollback by the statuses of the deployment', async () => {
    const { controller, entries } = logged();
    await controller.deploy(version(1));
    controller.updateDeploymentConfiguration({ alarms: { alarmNames: ['errors'], enable: true, rollback: true } });
    controller.controls.setAlarmState('errors', 'ALARM');
    entries.length = 0;
    await controller.deploy(version(2));

    expect(namesOf(entries)).toEqual([
      'INFO SERVICE_DEPLOYMENT_IN_PROGRESS',
      'ERROR SERVICE_DEPLOYMENT_ROLLBACK_IN_PROGRESS',
      'INFO SERVICE_DEPLOYMENT_ROLLBACK_SUCCESSFUL',
    ]);
    expect(entries[1]?.detail.statusReason).toContain('errors');
    expect(entries[2]?.detail.status).toBe('SUCCESSFUL');
  });

  test('B-131 reports nothing about a service that is only scaled, as in a real account', async () => {
    const { controller, entries, clock } = logged();
    await controller.deploy(version(1));
    entries.length = 0;
    controller.updateService({ desiredCount: 5 });
    await clock.advance(600_000);

    expect(entries).toEqual([]);
  });
});
