import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ServiceAction } from '../../../src/controller/ecs/service-action.ts';
import { newService, version } from '../play.ts';

const published: ServiceAction = JSON.parse(
  readFileSync(new URL('../../../events/service-action/SERVICE_STEADY_STATE.doc.json', import.meta.url), 'utf8'),
);

test('B-133 ECS Service Action is sent with each steady state, as AWS has published it', async () => {
  const actions: ServiceAction[] = [];
  const { controller, clock } = newService({
    service: { account: '111122223333', cluster: 'default', service: 'servicetest' },
    onServiceAction: (action) => void actions.push(action),
  });
  await controller.deploy(version(1));
  controller.updateService({ desiredCount: 5 });
  await clock.advance(60_000);

  expect(actions).toHaveLength(2);
  const [first] = actions;
  const text = JSON.stringify(first)
    .replace(first?.id ?? '', published.id)
    .replace(first?.time ?? '', published.time)
    .replace(first?.detail.createdAt ?? '', published.detail.createdAt);
  expect(text).toBe(JSON.stringify(published));
});
