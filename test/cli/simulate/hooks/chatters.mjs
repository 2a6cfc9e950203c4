export const handler = async () => {
  console.log('looking at the shop');
  console.error('it looks well');
  return { hookStatus: 'SUCCEEDED' };
};
