/** Forgets to await. */
export const handler = async () => {
  Promise.reject(new Error('nobody waits for me'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { hookStatus: 'SUCCEEDED' };
};
