import { describe } from 'vitest';
import { memoryStore } from '../helpers/memory-store.ts';
import { itIsAnObjectStore } from './store-conformance.ts';

describe('the memory store of these tests', () => {
  itIsAnObjectStore({
    newStore: () => memoryStore({ now: () => new Date() }),
    manyKeys: 2500,
    clockToleranceSeconds: 1,
  });
});
