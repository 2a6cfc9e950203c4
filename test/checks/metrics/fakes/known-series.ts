import type {
  MetricQuery,
  MetricReader,
  MetricSeries,
  MetricWindow,
} from '../../../../src/checks/metrics/reader/metric-reader.ts';

/** Answers every query with the values that it is given for it, one for each period from the start of the window on. */
export class KnownSeries implements MetricReader {
  readonly asked: (readonly MetricQuery[])[] = [];
  /** Queries whose series is incomplete, because it was throttled. */
  incomplete: (query: MetricQuery) => boolean = () => false;
  /** Queries that are not answered at all. */
  forgets: (query: MetricQuery) => boolean = () => false;
  readonly #values: (query: MetricQuery) => readonly number[] | undefined;

  constructor(values: (query: MetricQuery) => readonly number[] | undefined) {
    this.#values = values;
  }

  async read(queries: readonly MetricQuery[], { from }: MetricWindow): Promise<ReadonlyMap<string, MetricSeries>> {
    if (queries.length === 0) throw new Error('a reader is asked for at least one series');
    this.asked.push(queries);
    const answered = queries.filter((query) => !this.forgets(query));
    return new Map(answered.map((query) => [query.id, this.#seriesOf(query, from)]));
  }

  #seriesOf(query: MetricQuery, from: Date): MetricSeries {
    if (this.incomplete(query)) return { complete: false, reason: 'throttled' };
    const at = (index: number) => new Date(from.getTime() + index * query.periodSeconds * 1000);
    const values = this.#values(query) ?? [];
    return { complete: true, points: values.map((value, index) => ({ at: at(index), value })) };
  }
}
