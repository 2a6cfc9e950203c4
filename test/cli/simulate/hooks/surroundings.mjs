// Tells what it finds around it. The first call has to be asked again.
let calls = 0;
console.log('loaded');
export const handler = async (_event, context) => {
  const left = Math.round(context.getRemainingTimeInMillis() / 1000);
  const reason = `call ${++calls}, ${left} s left, level ${process.env.LEVEL}, outside ${process.env.PATH_OF_THE_TEST}`;
  console.log(reason);
  return calls === 1 ? { hookStatus: 'IN_PROGRESS', callBackDelay: 60, reason } : { hookStatus: 'SUCCEEDED', reason };
};
