/**
 * How a log line names a request: by its key, and by the id of the deployment that it is about, which is the sixth part of the key. A key created by hand may
 * have none.
 */
export function nameRequest(key: string): { request: string; deployment: string | undefined } {
  return { request: key, deployment: key.split('/')[5] };
}
