/** Never ends, and never gives others a turn. */
export const handler = () => {
  for (;;);
};
