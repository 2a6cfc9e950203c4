import { beforeAll, beforeEach } from 'vitest';
import { type Moto, startMoto } from './moto.ts';
import { obtain } from './obtain.ts';

/** The files of a worker share one: it takes two seconds to start, and ends with the worker. */
let started: Promise<Moto | undefined> | undefined;

/**
 * Moto for the tests of the `describe` or file it is called in, reset before each.
 * If moto is not available, the tests are skipped with the reason, or fail under `CI=true`.
 *
 * ```ts
 * const moto = useMoto();
 * test('…', async () => { const s3 = new S3Client(motoClientConfig(moto().endpoint)); … });
 * ```
 */
export function useMoto(): () => Moto {
  let moto: Moto | undefined;
  beforeAll(async () => {
    started ??= obtain('moto', startMoto);
    moto = await started;
  });
  beforeEach(async ({ skip }) => {
    if (moto === undefined) skip('moto is not available here');
    await moto?.reset();
  });
  return () => {
    if (moto === undefined) throw new Error('moto is not running: call this inside a test');
    return moto;
  };
}
