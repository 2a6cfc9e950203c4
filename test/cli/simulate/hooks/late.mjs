/** Answers, and then throws. */
export const handler = async () => {
  setTimeout(() => {
    throw new TypeError('nobody is there any more');
  }, 5);
  return { hookStatus: 'SUCCEEDED' };
};
