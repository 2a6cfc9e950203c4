/** For every SDK client: fail early enough that the hook can still answer, and be tried again at the next call. */
export const sdkTimeouts = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000 },
};
