import type { JsonObject } from '../../hook/json.ts';
import { connectHeader, type ListenerShape } from './shapes.ts';

/** What hooks cannot find out about a set-up, as their configuration says it: `hookDetails` in addition to the usual ones. */
export type HookNeeds = { smoke: JsonObject; approval: JsonObject };

/** @param urls the addresses of the listeners, without a slash at the end */
export function hookNeeds(shape: ListenerShape, urls: Readonly<Record<'production' | 'test', string>>): HookNeeds {
  switch (shape) {
    case 'nlb':
      // TCP says nothing about what is spoken on top of it.
      return { smoke: { scheme: 'http' }, approval: { testUrl: `${urls.test}/` } };
    case 'service-connect': {
      const smoke = { baseUrl: urls.production, headers: { [connectHeader]: 'test' } };
      return { smoke, approval: { notes: `The new version: curl -H '${connectHeader}: test' ${urls.production}/` } };
    }
    default:
      return { smoke: {}, approval: {} };
  }
}
