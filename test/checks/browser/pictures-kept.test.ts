import { describe, expect, test } from 'vitest';
import type { BrowserConfig } from '../../../src/checks/browser/browser-config.ts';
import { keepPictures, maxPictureBytes, type Taken } from '../../../src/checks/browser/keep-pictures.ts';
import type { CheckContext } from '../../../src/hook/check.ts';
import { screenshotKey } from '../../../src/storage/keys.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const { account, region, cluster, service, deploymentId = '', stage } = target;
const place = { account, region, cluster, service, deploymentId, stage, step: undefined, gate: 'release.browser' };
const [green, blue, difference] = [1, 2, 3].map((byte) => Uint8Array.of(byte)) as [Uint8Array, Uint8Array, Uint8Array];

async function keep(
  taken: readonly Taken[],
  {
    of = target,
    maxPercent,
    refuses = '',
  }: { of?: Partial<typeof target>; maxPercent?: number; refuses?: string } = {},
) {
  const kept: string[] = [];
  const context = {
    config: { maxDifferencePercent: maxPercent },
    gate: { name: place.gate },
    signal: AbortSignal.timeout(1000),
  };
  const result = await keepPictures(taken, { ...target, ...of }, context as CheckContext<BrowserConfig>, {
    async put(key) {
      if (refuses !== '' && key.includes(refuses)) throw new Error('access denied');
      kept.push(key);
    },
  });
  return { ...result, kept };
}

describe('pictures', () => {
  const [ofGreen, ofBlue, ofDifference] = ['green', 'blue', 'difference'].map((side) =>
    screenshotKey(place, `1-${side}`),
  );

  test('are kept as far as there are some', async () => {
    const percent = 2;

    expect(await keep([{ page: '/', green }])).toStrictEqual({
      ...{ screenshots: [{ page: '/', green: ofGreen }], findings: [], kept: [ofGreen] },
    });
    expect((await keep([{ page: '/', green, blue }])).screenshots).toStrictEqual([
      { page: '/', green: ofGreen, blue: ofBlue },
    ]);
    expect((await keep([{ page: '/', green, blue, difference, percent }])).screenshots).toStrictEqual([
      { page: '/', green: ofGreen, blue: ofBlue, difference: ofDifference, percent },
    ]);
    expect(
      (await keep([{ page: '/', green, blue, difference, percent }], { maxPercent: 5 })).screenshots,
    ).toStrictEqual([{ page: '/', green: ofGreen, blue: ofBlue, difference: ofDifference, percent, maxPercent: 5 }]);
  });

  test('are kept nowhere without a deployment, or if there are none', async () => {
    const nothing = { screenshots: [], findings: [], kept: [] };

    expect(await keep([{ page: '/', green }], { of: { deploymentId: undefined } })).toEqual(nothing);
    expect(await keep([])).toEqual(nothing);
  });

  test('that the bucket does not take are a finding, and the others are shown', async () => {
    expect(await keep([{ page: '/', green, blue }], { refuses: '1-blue' })).toStrictEqual({
      screenshots: [{ page: '/', green: ofGreen }],
      findings: [{ name: '/: screenshot', outcome: 'unknown', found: 'not kept: access denied' }],
      kept: [ofGreen],
    });
    expect(await keep([{ page: '/', green, blue }], { refuses: '1-green' })).toMatchObject({ screenshots: [] });
  });

  test('may be as large as a page of the desk can return', async () => {
    const large = new Uint8Array(maxPictureBytes);

    expect((await keep([{ page: '/', green: large }])).screenshots).toHaveLength(1);
    expect((await keep([{ page: '/', green: new Uint8Array(maxPictureBytes + 1) }])).findings).toHaveLength(1);
  });
});
