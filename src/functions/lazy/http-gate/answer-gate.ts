export { receiveAnswer } from '../../../checks/http-gate/callback/receive-answer.ts';
