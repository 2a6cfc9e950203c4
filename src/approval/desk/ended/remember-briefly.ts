import type { Clock } from '../../../hook/clock.ts';
import type { Ledger } from '../../request/ledger.ts';

/** A page may say this much later that there is a newer request; a vote is checked with a list of its own. */
const maxAgeMs = 20_000;
const maxPlaces = 200;

/** Lists what is open at a place at most once in 20 seconds, so that a page that is shown again costs one request less. */
export function rememberBriefly(listOpen: Ledger['listOpen'], clock: Clock): Ledger['listOpen'] {
  const known = new Map<string, { at: number; keys: string[] }>();
  return async (signal, place) => {
    const name = JSON.stringify(place ?? {});
    const now = clock.now().getTime();
    const kept = known.get(name);
    if (kept && now - kept.at < maxAgeMs) return kept.keys;
    const keys = await listOpen(signal, place);
    known.delete(name);
    known.set(name, { at: now, keys });
    for (const oldest of known.keys()) {
      if (known.size <= maxPlaces) break;
      known.delete(oldest);
    }
    return keys;
  };
}
