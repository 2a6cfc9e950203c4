/**
 * The keys of the index of decided requests. They are written with each decision, so nothing is imported here that would load more of the code.
 */

/** The prefix of all entries. */
export const decidedPrefix = 'decided/';
/** The prefix of the deployments that the watcher follows. */
export const followPrefix = 'following/';

/**
 * The empty object that says that a request was decided, and how: `decided/<account>/<region>/<yyyy-mm-dd>/<hhmmss>-<status>/` and the rest of the
 * request's key. The same decision always has the same key.
 */
export function decidedKey(request: string, { status, at }: { status: string; at: string }): string {
  const [, account, region, ...rest] = request.split('/');
  const [day, time = ''] = new Date(at).toISOString().split('T');
  const moment = `${time.slice(0, 8).replaceAll(':', '')}-${status}`;
  return `${decidedPrefix}${[account, region, day, moment, ...rest].join('/')}`;
}

/**
 * The empty object that asks the watcher to record what ECS does with a deployment about which people have decided:
 * `following/<account>/<region>/<cluster>/<service>/<deploymentId>`.
 *
 * @param request - the key of one of its requests
 */
export function followKey(request: string): string {
  return `${followPrefix}${request.split('/').slice(1, 6).join('/')}`;
}
