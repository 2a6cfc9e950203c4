import type { AlarmReader, AlarmState } from '../../checks/alarms/alarm-reader.ts';
import type { Clock } from '../../hook/clock.ts';

/** CloudWatch alarms that are set by hand. Each is OK until it is set. */
export class LocalAlarms implements AlarmReader {
  readonly #alarms = new Map<string, AlarmState>();
  readonly #raised = new Map<string, Date>();
  readonly #clock: Clock;

  constructor(names: readonly string[], clock: Clock) {
    this.#clock = clock;
    for (const name of names) this.set(name, 'OK');
  }

  set(name: string, value: 'OK' | 'ALARM'): void {
    const reason = value === 'OK' ? 'cleared in the sandbox' : 'raised in the sandbox';
    if (value === 'ALARM') this.#raised.set(name, this.#clock.now());
    this.#alarms.set(name, { value, reason, since: this.#clock.now(), evaluation: undefined });
  }

  isRaised(name: string): boolean {
    return this.#alarms.get(name)?.value === 'ALARM';
  }

  async lastAlarm(name: string, since: Date): Promise<Date | undefined> {
    const at = this.#raised.get(name);
    return at !== undefined && at.getTime() >= since.getTime() ? at : undefined;
  }

  async states(names: readonly string[]): Promise<ReadonlyMap<string, AlarmState>> {
    return new Map(
      names.flatMap((name) => {
        const state = this.#alarms.get(name);
        return state === undefined ? [] : [[name, state] as const];
      }),
    );
  }

  /** There are no composite alarms here. */
  async childrenInAlarm(): Promise<readonly string[]> {
    return [];
  }
}
