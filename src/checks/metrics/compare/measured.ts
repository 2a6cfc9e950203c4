import type { MetricComparison } from '../config/comparison-config.ts';

/** How much worse green is, before it is decided whether that is too much. */
export type Measured = {
  comparison: MetricComparison;
  /** Why there is not enough to judge; undefined if there is. */
  lacks: string | undefined;
  /** Why green may be worse than was measured, unless it is too bad already; undefined if it may not. */
  unknown?: string | undefined;
  /** Beyond the ratio and beyond the floor. */
  isBeyond: boolean;
  /** How probable so large a difference is by chance; undefined if that is not calculated, and the difference counts as it is. */
  p: number | undefined;
  /** Both values, and how they differ. */
  found: string;
};
