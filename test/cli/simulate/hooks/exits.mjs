/** Ends its process instead of answering. */
export const handler = () => process.exit(3);
