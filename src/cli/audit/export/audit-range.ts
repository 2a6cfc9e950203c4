import { CliError } from '../../command/cli-error.ts';

/** Which requests are exported: those that were made at `since` or later, and before `until`. ISO 8601 in UTC. */
export type AuditRange = {
  since: string;
  until: string;
  /** `<cluster>/<service>`; undefined for all. */
  services?: readonly string[] | undefined;
};

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * A date, a time or a duration before now.
 *
 * @example readMoment('since', '90d', new Date('2026-11-27T00:00:00Z')); // 2026-08-29T00:00:00.000Z
 * @throws {CliError} naming the flag and its value
 */
export function readMoment(flag: string, text: string, now: Date): string {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) {
    return new Date(now.getTime() - Number(count) * unitMs[unit as keyof typeof unitMs]).toISOString();
  }
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text);
  const time = isDate ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time) && isDay(text.slice(0, 10))) return new Date(time).toISOString();
  throw new CliError(`--${flag} "${text}" is not a date, a time or a duration`, {
    next: `write --${flag} 2026-01-01, --${flag} 2026-01-01T09:00:00Z or --${flag} 90d (m, h, d or w)`,
  });
}

/** Not the 30th of February, which JavaScript takes for the 2nd of March. */
function isDay(date: string): boolean {
  return new Date(date).toISOString().startsWith(date);
}

/** @throws {CliError} if a service is not named with its cluster */
export function readServices(services: readonly string[] | undefined): readonly string[] | undefined {
  const wrong = services?.find((one) => !/^[\w-]+\/[\w-]+$/.test(one));
  if (wrong === undefined) return services;
  throw new CliError(`--service "${wrong}" is not a service`, { next: 'write --service <cluster>/<service>' });
}

export function isInRange({ since, until }: AuditRange, createdAt: string): boolean {
  return createdAt >= since && createdAt < until;
}

/** Whether a key is of one of the services. */
export function isOfServices({ services }: AuditRange, key: string): boolean {
  return services === undefined || services.includes(key.split('/').slice(3, 5).join('/'));
}
