import { afterAll, beforeAll, describe, test } from 'vitest';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { pausePromises } from '../../promises/pause-sides.ts';
import { holdForPauses } from '../../promises/pause-story.ts';
import { pausesOverWire, type WiredFunctions } from './pauses-over-wire.ts';
import { storiesForFunctions } from './stories-for-functions.ts';

describe('the promises for pauses, over the wire', () => {
  const moto = useMoto();
  let functions: WiredFunctions | undefined;
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });
  afterAll(async () => {
    await functions?.stop();
  });

  test('P1 to P8: hold if requests get lost, are refused or slow, and functions end at any of them', async () => {
    functions = await pausesOverWire(folder, moto());
    // A failure names its seed. Finding a smaller story would take too long.
    await holdForPauses(storiesForFunctions, 20, pausePromises, { at: { enter: functions.enter }, endOnFailure: true });
  });
});
