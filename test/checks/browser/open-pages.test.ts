import { describe, expect, test } from 'vitest';
import type { BrowserConfig } from '../../../src/checks/browser/browser-config.ts';
import type { LocatedPage } from '../../../src/checks/browser/locate-pages.ts';
import { openPages } from '../../../src/checks/browser/open-pages.ts';
import type { LoadedPage, LoadOutcome, PageJob } from '../../../src/checks/browser/page-loader.ts';
import type { CheckContext } from '../../../src/hook/check.ts';

const [green, blue, difference] = [1, 2, 3].map((byte) => Uint8Array.of(byte)) as [Uint8Array, Uint8Array, Uint8Array];

function loaded(change: Partial<LoadedPage> & { status?: number } = {}): LoadOutcome {
  const { status = 200, ...rest } = change;
  const nothing = { resources: [], consoleErrors: [], pageErrors: [], blockedHosts: [], missing: [], tookMs: 500 };
  const hops = [{ url: 'http://shop.example.com/', method: 'GET', headers: {}, status }];
  return { kind: 'loaded', page: { hops, ...nothing, screenshot: green, ...rest } };
}

/** Opens one page for at most 15 s on each side, whose outcomes are these in turn. */
async function open(
  outcomes: readonly LoadOutcome[],
  { compare = false, at = undefined as string | undefined, remainingMs = 60_000, broken = false } = {},
) {
  const left = [...outcomes];
  const side = { job: {} as PageJob, test: undefined };
  const page: LocatedPage = { page: { path: '/', status: 200 }, green: side, blue: compare ? side : undefined, at };
  const context = {
    config: { timeoutSeconds: 15, ignore: [], allowUnproved: false },
    remainingMs: () => remainingMs,
    signal: AbortSignal.timeout(1000),
  } as unknown as CheckContext<BrowserConfig>;
  const opened = await openPages([page], context, {
    loader: { load: async () => left.shift() ?? loaded() },
    async comparePictures() {
      if (broken) throw new Error('not a PNG');
      return { percent: 2, picture: difference };
    },
  });
  return { ...opened, unused: left.length };
}

const summary = { outcome: 'passed', found: 'status 200, loaded in 0.5 s with 0 further requests' };

describe('a page that is opened', () => {
  test('is named with its target group, if there are several, and its picture is kept', async () => {
    expect(await open([loaded()])).toStrictEqual({
      findings: [expect.objectContaining({ name: '/', ...summary })],
      ...{ passed: 1, failed: [], taken: [{ page: '/', green }], unused: 0 },
    });
    expect(await open([loaded()], { at: 'shop-green' })).toMatchObject({ taken: [{ page: '/ at shop-green' }] });
    expect((await open([loaded({ screenshot: undefined })])).taken).toEqual([]);
  });

  test.each([
    [false, 20_000],
    [true, 40_000],
  ])('has time for all of its sides (compared: %s): %i ms', async (compare, remainingMs) => {
    expect(await open([], { compare, remainingMs })).toMatchObject({ passed: 1 });
    expect(await open([], { compare, remainingMs: remainingMs - 1 })).toEqual({
      ...{ findings: [], failed: [], taken: [], passed: 0, unused: 0 },
      stopped: '/: there was no time left to open it',
    });
  });

  test('says nothing against the release if the load balancer may have answered', async () => {
    const opened = await open([loaded({ status: 503, blockedHosts: ['cdn.example.com'] })]);

    expect(opened).toEqual({
      findings: [
        { name: '/', outcome: 'unknown', found: 'status 503', allowed: 'status 200' },
        expect.objectContaining({ name: '/: other hosts', outcome: 'unknown' }),
      ],
      ...{ failed: [], passed: 0, taken: [{ page: '/', green }], unused: 0 },
      stopped: "/: status 503, which may be the load balancer's own",
    });
    expect((await open([loaded({ status: 503, screenshot: undefined })])).taken).toEqual([]);
  });

  test('is not compared if it is wrong already, and shows what is wrong', async () => {
    const opened = await open([loaded({ pageErrors: ['x'] }), loaded()], { compare: true });

    expect(opened).toMatchObject({ failed: [{ name: '/: page errors' }], passed: 0, taken: [{ green }], unused: 1 });
    expect((await open([loaded({ pageErrors: ['x'], screenshot: undefined })])).taken).toEqual([]);
  });

  test('is compared with blue, and has the pictures of both', async () => {
    expect(await open([loaded(), loaded({ screenshot: blue })], { compare: true })).toMatchObject({
      findings: [summary, { name: '/: difference' }],
      ...{ passed: 1, taken: [{ page: '/', green, blue, difference, percent: 2 }] },
    });
  });

  test('is not passed uncompared because Chromium ended twice while it opened blue', async () => {
    const ended: LoadOutcome = { kind: 'broken', problem: 'Chromium ended' };

    expect(await open([loaded(), ended, ended], { compare: true })).toEqual({
      findings: [expect.objectContaining({ name: '/', ...summary })],
      ...{ passed: 0, failed: [], taken: [{ page: '/', green }], unused: 0 },
      stopped: "blue's page /: Chromium ended",
    });
    expect(await open([loaded(), ended, loaded()], { compare: true })).toMatchObject({ passed: 1 });
  });

  test('that cannot be compared stops the run', async () => {
    const withoutPicture = await open([loaded({ screenshot: undefined })], { compare: true });
    expect(withoutPicture).toMatchObject({ stopped: '/: no picture could be taken', findings: [summary] });

    const compared = await open([loaded(), loaded({ screenshot: blue })], { compare: true, broken: true });
    expect(compared).toMatchObject({
      stopped: '/: the pictures could not be compared: not a PNG',
      taken: [{ page: '/', green, blue }],
    });
  });
});
