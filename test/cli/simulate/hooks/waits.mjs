/** Waits for two minutes of whatever time `Date` tells, and keeps in `hookDetails` since when. */
export const handler = async ({ hookDetails = {} }) => {
  const since = hookDetails.since ?? Date.now();
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds >= 120
    ? { hookStatus: 'SUCCEEDED', reason: `waited ${seconds} s` }
    : { hookStatus: 'IN_PROGRESS', callBackDelay: 60, reason: `waited ${seconds} s`, hookDetails: { since } };
};
