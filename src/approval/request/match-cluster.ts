/**
 * The first of these patterns that matches the whole name of a cluster, with case. `*` is any number of characters, also none; everything else
 * is itself. Takes time in proportion to both lengths.
 *
 * @example
 * matchCluster(['test', 'dev-*'], 'dev-eu'); // 'dev-*'
 * matchCluster(['dev-*'], 'my-dev-eu'); // undefined
 */
export function matchCluster(patterns: readonly string[], cluster: string): string | undefined {
  return patterns.find((pattern) => matches(pattern, cluster));
}

/** Each part between two stars at the first place where it is found: a later one would only leave less for the others. */
function matches(pattern: string, cluster: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return cluster === pattern;
  if (!cluster.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = cluster.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return cluster.length - from >= last.length && cluster.endsWith(last);
}
