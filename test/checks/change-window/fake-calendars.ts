import type { GetCalendarStateCommand, GetCalendarStateCommandOutput, SSMClient } from '@aws-sdk/client-ssm';
import { awsError } from '../../deployment/fake-readers.ts';

type Entry = { from: Date; until: Date };

/**
 * Change Calendar as its documentation describes it: each calendar is closed or open by default, and its entries are the exceptions. Several are OPEN only
 * if all are, and NextTransitionTime is when the result changes.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCalendarState.html
 */
export class FakeChangeCalendars {
  readonly calendars = new Map<string, { openByDefault: boolean; entries: Entry[] }>();
  /** Documents of another type, and calendars with entries that are not supported. */
  readonly faults = new Map<string, 'InvalidDocumentType' | 'UnsupportedCalendarException'>();
  /** What was asked, by Region. */
  readonly asked: { region: string | undefined; names: readonly string[] }[] = [];
  broken: Error | undefined;
  #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  add(name: string, openByDefault: boolean, ...entries: [from: string, until: string][]): this {
    this.calendars.set(name, {
      openByDefault,
      entries: entries.map(([from, until]) => ({ from: new Date(from), until: new Date(until) })),
    });
    return this;
  }

  client(region?: string): Pick<SSMClient, 'send'> {
    const send = async ({ input: { CalendarNames = [] } }: GetCalendarStateCommand) => {
      this.asked.push({ region, names: CalendarNames });
      return this.#answer(CalendarNames);
    };
    return { send } as unknown as Pick<SSMClient, 'send'>;
  }

  #answer(names: readonly string[]): Partial<GetCalendarStateCommandOutput> {
    if (this.broken) throw this.broken;
    for (const name of names) {
      const fault = this.faults.get(name);
      if (fault) throw awsError(fault, `The document ${name} is wrong.`);
      if (!this.calendars.has(name)) throw awsError('InvalidDocument', `Document with name ${name} does not exist.`);
    }
    const now = this.#now();
    const isOpen = (at: Date) => names.every((name) => this.#isOpen(name, at));
    const moments = names
      .flatMap((name) => this.calendars.get(name)?.entries ?? [])
      .flatMap(({ from, until }) => [from, until])
      .filter((at) => at > now)
      .toSorted((one, other) => one.getTime() - other.getTime());
    const next = moments.find((at) => isOpen(at) !== isOpen(now));
    return {
      State: isOpen(now) ? 'OPEN' : 'CLOSED',
      AtTime: now.toISOString(),
      ...(next && { NextTransitionTime: next.toISOString() }),
    };
  }

  #isOpen(name: string, at: Date): boolean {
    const { openByDefault, entries } = this.calendars.get(name) ?? { openByDefault: false, entries: [] };
    return openByDefault !== entries.some(({ from, until }) => from <= at && at < until);
  }
}
