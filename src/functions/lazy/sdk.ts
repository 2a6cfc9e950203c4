/**
 * For every SDK client: fail early enough that the function can still answer and the next call can try again. Without
 * `throwOnRequestTimeout` the SDK only writes a warning and keeps waiting.
 */
export const sdkTimeouts = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
};
