/**
 * For every SDK client: fail early enough that the function can still answer, and be tried again at the next call. Without
 * `throwOnRequestTimeout` the SDK only writes a warning and waits on.
 */
export const sdkTimeouts = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
};
