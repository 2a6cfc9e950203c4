import { ECSClient } from '@aws-sdk/client-ecs';

/** Preloaded into the command line: ECS answers every RegisterTaskDefinition with an error of its own that tells much about the account. */
const { send } = ECSClient.prototype;
ECSClient.prototype.send = function (command, ...rest) {
  if (command.constructor.name !== 'RegisterTaskDefinitionCommand') return send.call(this, command, ...rest);
  const arn = 'arn:aws:ecs:eu-central-1:444455556666:task-definition/planted-family:1';
  throw new Error(
    `cannot read ${arn} of local-shop in local-cluster at ecs.eu-central-1.amazonaws.com, account 444455556666`,
  );
};
