/** What speaks against a change. A refusal would not work, or would open a gate; a warning is for the reader to weigh. */
export type Finding = {
  level: 'refusal' | 'warning';
  /** The hook that it is about, or the service. */
  about: string;
  message: string;
  /** What to write instead, or what to do about it. */
  next?: string;
};

export function refusal(about: string, message: string, next?: string): Finding {
  return { level: 'refusal', about, message, ...(next !== undefined && { next }) };
}

export function warning(about: string, message: string, next?: string): Finding {
  return { level: 'warning', about, message, ...(next !== undefined && { next }) };
}
