import { expect, test } from 'vitest';
import { openKey, requestKey } from '../../src/storage/keys.ts';
import { newRequest, subject } from '../helpers/approval.ts';
import { announce, announcerSetup, recordingChannel, sweepOfAnnouncer } from './announcer-setup.ts';

test('sweeps find requests whose events were lost, two hundred each, and announce all of them', async () => {
  const setup = announcerSetup();
  const channel = recordingChannel();
  for (let id = 0; id < 450; id += 1) {
    const request = newRequest({ subject: { ...subject, service: `shop-${id}`, deploymentId: `E${id}` } });
    setup.put(request);
    setup.store.edit(openKey(requestKey(request.subject)), '');
  }
  const announced: number[] = [];

  for (let sweep = 0; sweep < 3; sweep += 1) {
    await announce(setup.parts([channel.channel]), sweepOfAnnouncer);
    setup.clock.step(60);
    announced.push(new Set(channel.announcements.map(({ deployment }) => deployment.deploymentId)).size);
  }

  expect(announced).toEqual([200, 400, 450]);
});
