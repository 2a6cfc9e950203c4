export const handler = async () => {
  throw new TypeError('fetch failed');
};
