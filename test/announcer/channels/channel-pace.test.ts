import { expect, test } from 'vitest';
import { paceOf } from '../../../src/announcer/channels/channel-pace.ts';
import { neverAborted } from '../../helpers/approval.ts';

test('a pause that was cut short holds up nobody else', async () => {
  const pace = paceOf(1000, () => Promise.reject(new Error('aborted')));

  await pace(neverAborted);
  await expect(pace(neverAborted)).resolves.toBeUndefined();
});

test('nobody sends whose time was up while they waited', async () => {
  const waiting = Promise.withResolvers<void>();
  const pace = paceOf(1000, () => waiting.promise);
  const time = new AbortController();

  await pace(neverAborted);
  const second = pace(time.signal);
  time.abort(new Error('the time is up'));
  waiting.resolve();

  await expect(second).rejects.toThrow('the time is up');
});
