import { answerByScript } from './answer-by-script.ts';

/** How the recorder's log lines begin. */
export const recordedLine = '{"greenlightObserve":';

/** The code of the recorder function, for CloudFormation's `ZipFile`: it answers by its script, and logs each call with its answer. */
export function recorderCode(): string {
  return `${answerByScript.toString()}
exports.handler = async (event) => {
  const answer = ${answerByScript.name}(event);
  console.log(JSON.stringify({ greenlightObserve: { event, answer } }));
  return answer;
};
`;
}
