import { describe, expect, test } from 'vitest';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { chooseRequest, readWantedRequest } from '../../../src/cli/decision/choose-request.ts';
import type { ListObjects } from '../../../src/storage/store.ts';
import { keyOf, neverAborted, newRequest, subject } from '../../helpers/approval.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';

const { account, region, cluster } = subject;
const [here, elsewhere] = [{ account, region }, '999999999999'];

/** Every service has one open request. */
async function ledgerOf(...services: readonly { service: string; account?: string }[]) {
  const store = memoryStore(new SteppableClock());
  const ledger = createLedger(store);
  for (const [id, changes] of services.entries()) {
    const about = { ...changes, deploymentId: `E${id}` };
    await ledger.create(keyOf(about), newRequest({ subject: { ...subject, ...about } }), neverAborted);
  }
  const lists: { prefix: string; max: number | undefined }[] = [];
  const listObjects: ListObjects = async (prefix, signal, { max } = {}) => {
    lists.push({ prefix, max });
    return (await store.list(prefix, signal)).slice(0, max).map((key) => ({ key, etag: '"1"' }));
  };
  const before = store.operations.length;
  const reads = () =>
    store.operations.slice(before).filter((one) => one.startsWith('read ') && one.includes('approvals/'));
  return { parts: { ledger, listObjects }, lists, reads };
}

describe('the request that greenlight approve is about', () => {
  test('may be named with a stage in lower case, but not with one that does not exist', () => {
    expect(readWantedRequest('cluster/shop', { stage: 'post_scale_up' })).toMatchObject({ stage: 'POST_SCALE_UP' });
    for (const stage of ['POST_SCALEUP', 'SCALE_UP', 'BAKE_TIME'])
      expect(() => readWantedRequest('cluster/shop', { stage })).toThrow(
        expect.objectContaining({
          message: `--stage "${stage}" is not a stage that calls hooks`,
          next: expect.stringContaining('write one of RECONCILE_SERVICE, PRE_SCALE_UP'),
        }),
      );
  });

  test('is found with one short list and one read, no matter what else is open', async () => {
    const { parts, lists, reads } = await ledgerOf({ service: 'shop' }, { service: 'shop-api' }, { service: 'cart' });

    const found = await chooseRequest({ cluster, service: 'shop' }, parts, here, neverAborted);

    expect(found?.request.subject.service).toBe('shop');
    expect(lists).toEqual([{ prefix: `open/${account}/${region}/${cluster}/shop/`, max: 1000 }]);
    expect(reads()).toHaveLength(1);
  });

  test('is found in another account, too, among the first thousand', async () => {
    const { parts, lists, reads } = await ledgerOf({ service: 'cart' }, { service: 'shop', account: elsewhere });

    const found = await chooseRequest({ cluster, service: 'shop' }, parts, here, neverAborted);

    expect(found?.request.subject.account).toBe(elsewhere);
    expect(lists.at(-1)).toEqual({ prefix: 'open/', max: 1000 });
    expect(reads()).toHaveLength(1);
  });

  test('is that of the deployment that an ARN names', async () => {
    const { parts } = await ledgerOf({ service: 'shop' }, { service: 'shop' });
    const deployment = { account, region, cluster, service: 'shop', deploymentId: 'E1', arn: 'arn' };

    const found = await chooseRequest({ cluster, service: 'shop', deployment }, parts, here, neverAborted);

    expect(found?.request.subject.deploymentId).toBe('E1');
  });

  test('is none if nothing of the service is open', async () => {
    const { parts, reads } = await ledgerOf({ service: 'cart' });

    expect(await chooseRequest({ cluster, service: 'shop' }, parts, here, neverAborted)).toBeUndefined();
    expect(reads()).toEqual([]);
  });
});
