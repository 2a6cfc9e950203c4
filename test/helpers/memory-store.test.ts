import { describe } from 'vitest';
import { itIsAnObjectStore } from '../storage/store-conformance.ts';
import { memoryStore } from './memory-store.ts';

describe('the memory store of these tests', () => {
  itIsAnObjectStore({
    newStore: () => memoryStore({ now: () => new Date() }),
    manyKeys: 2500,
    clockToleranceSeconds: 1,
  });
});
