import { parseSigningKeys, type SigningKeySource, type SigningKeys } from '../../approval/link/signing-keys.ts';
import type { Clock } from '../../hook/clock.ts';
import { loadOnce } from '../../hook/load-once.ts';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import { formatError } from '../../wording/values.ts';

/** The location of the keys: one of the two. */
type SigningKeyPlace = {
  SIGNING_KEY_SECRET_ID?: string | undefined;
  SIGNING_KEY_PARAMETER?: string | undefined;
};

const maxAgeSeconds = 300;
const freshAtMostEverySeconds = 30;
/** How long the last known keys are used while AWS does not return them. */
const maxStaleSeconds = 3600;
const retryEverySeconds = 30;
const maxReadMs = 8000;
/** Nobody waits longer for new keys if the last known ones will do. */
const maxRefreshMs = 3000;

type Known = { keys: SigningKeys; readAt: number };

/**
 * The signing keys, cached for five minutes. A `fresh` read bypasses the cache, at most twice a minute, so that forged links cannot make us call
 * AWS at will. While AWS fails or does not respond, the last known keys are used for up to an hour, with a warning at each attempt; after that, and
 * at once if the secret is gone, access to it is denied or it contains no keys, the source rejects.
 */
export function signingKeySource(
  place: SigningKeyPlace,
  { clock, logger }: { clock: Clock; logger: Pick<HookLogger, 'warn'> },
): SigningKeySource {
  const fetchText = textSource(place);
  let known: Known | undefined;
  let reading: Promise<Known> | undefined;
  let lastFresh = Number.NEGATIVE_INFINITY;
  let lastFailure = Number.NEGATIVE_INFINITY;

  return async ({ fresh = false, signal } = {}) => {
    const now = clock.now().getTime() / 1000;
    const isForced = fresh && now - lastFresh >= freshAtMostEverySeconds;
    if (isForced) lastFresh = now;
    const good = known && now - known.readAt < maxStaleSeconds ? known : undefined;
    if (good && !isForced && (now - good.readAt < maxAgeSeconds || now - lastFailure < retryEverySeconds)) {
      return good.keys;
    }
    try {
      known = await untilAborted(readOnce(now), until(good ? maxRefreshMs : maxReadMs, signal));
      return known.keys;
    } catch (error) {
      lastFailure = now;
      if (!good || isFinal(error)) {
        known = undefined;
        throw error;
      }
      logger.warn('the signing keys could not be read; the last known ones are used for up to an hour', {
        error: formatError(error),
        ageSeconds: Math.round(now - good.readAt),
      });
      return good.keys;
    }
  };

  /** Several pages at once ask once. */
  function readOnce(now: number): Promise<Known> {
    reading ??= fetchText(AbortSignal.timeout(maxReadMs))
      .then((text) => ({ keys: parseSigningKeys(text), readAt: now }))
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }
}

function until(ms: number, signal: AbortSignal | undefined): AbortSignal {
  const timeout = AbortSignal.timeout(ms);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
}

/** Whether AWS or the secret itself shows that there are no keys for us: somebody may have withdrawn them. */
function isFinal(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: string };
  return code === 'BAD_SIGNING_KEY' || finalNames.has(name ?? '');
}

const finalNames: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'InvalidRequestException',
  'ParameterNotFound',
  'ResourceNotFoundException',
]);

/** Either client is loaded when it is first needed, and the other one never. */
function textSource({ SIGNING_KEY_SECRET_ID: secret, SIGNING_KEY_PARAMETER: parameter }: SigningKeyPlace) {
  const readSecret = loadOnce(async () => (await import('../lazy/read-secret.ts')).readSecret);
  const readParameter = loadOnce(async () => (await import('../lazy/read-parameter.ts')).readParameter);
  return async (signal: AbortSignal) => {
    if (secret) return (await readSecret())(secret, signal);
    return parameter ? (await readParameter())(parameter, signal) : undefined;
  };
}
