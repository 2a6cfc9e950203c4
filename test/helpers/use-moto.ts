import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type Moto, startMoto } from './moto.ts';
import { obtain } from './obtain.ts';

/**
 * Moto for the tests of the `describe` or file it is called in: started before them, reset before each, stopped after.
 * Where moto cannot be had the tests are skipped with the reason, or fail under `CI=true`.
 *
 * ```ts
 * const moto = useMoto();
 * it('…', async () => { const s3 = new S3Client(motoClientConfig(moto().endpoint)); … });
 * ```
 */
export function useMoto(): () => Moto {
  let moto: Moto | undefined;
  beforeAll(async () => {
    moto = await obtain('moto', startMoto);
  });
  beforeEach(async ({ skip }) => {
    if (moto === undefined) skip('moto is not available here');
    await moto?.reset();
  });
  afterAll(() => moto?.stop());
  return () => {
    if (moto === undefined) throw new Error('moto is not running: call this inside a test');
    return moto;
  };
}
