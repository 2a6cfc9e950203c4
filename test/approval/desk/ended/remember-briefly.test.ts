import { expect, test, vi } from 'vitest';
import { rememberBriefly } from '../../../../src/approval/desk/ended/remember-briefly.ts';
import { neverAborted } from '../../../helpers/approval.ts';
import { SteppableClock } from '../../../helpers/hook.ts';

const place = { account: '1', region: 'eu-central-1', cluster: 'prod', service: 'shop' };

test('what is open at a place is listed again after 20 seconds, and not before', async () => {
  const clock = new SteppableClock();
  const list = vi.fn(async () => ['approvals/1']);
  const remembered = rememberBriefly(list, clock);

  await remembered(neverAborted, place);
  clock.step(19);
  expect(await remembered(neverAborted, place)).toEqual(['approvals/1']);
  expect(list).toHaveBeenCalledTimes(1);
  await remembered(neverAborted, { ...place, service: 'shop-api' });
  expect(list).toHaveBeenCalledTimes(2);
  clock.step(1);
  await remembered(neverAborted, place);
  expect(list).toHaveBeenCalledTimes(3);
});

test('a list that failed is not remembered, and not more than 200 places are', async () => {
  const list = vi.fn(async () => [] as string[]).mockRejectedValueOnce(new Error('slow down'));
  const remembered = rememberBriefly(list, new SteppableClock());

  await expect(remembered(neverAborted, place)).rejects.toThrow('slow down');
  for (let each = 0; each < 201; each += 1) await remembered(neverAborted, { ...place, service: `s${each}` });
  await remembered(neverAborted, { ...place, service: 's200' });
  expect(list).toHaveBeenCalledTimes(202);
  await remembered(neverAborted, { ...place, service: 's0' });
  expect(list).toHaveBeenCalledTimes(203);
});

test('of 201 places the one that was listed longest ago is forgotten', async () => {
  const clock = new SteppableClock();
  const list = vi.fn(async () => [] as string[]);
  const remembered = rememberBriefly(list, clock);
  const at = (service: string) => remembered(neverAborted, { ...place, service });
  for (let each = 0; each < 200; each += 1) await at(`s${each}`);
  await at('s0');
  expect(list).toHaveBeenCalledTimes(200);

  clock.step(20);
  await at('s0');
  await at('s200');
  expect(list).toHaveBeenCalledTimes(202);
  await at('s0');
  expect(list).toHaveBeenCalledTimes(202);
});
