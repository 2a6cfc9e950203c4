/** Does nothing: what is left is Node itself. */
export const handler = async () => ({ hookStatus: 'IN_PROGRESS', callBackDelay: 30 });
