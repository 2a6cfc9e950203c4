import * as v from 'valibot';

/** A whole number within these limits, which the message names. */
export function wholeNumberSchema(min: number, max: number) {
  const message = `expected a whole number from ${min} to ${max}`;
  return v.pipe(v.number(message), v.integer(message), v.minValue(min, message), v.maxValue(max, message));
}
