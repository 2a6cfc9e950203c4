import type { DefinitionReader } from '../../deployment/changes/definition-reader.ts';
import { retailContainer, retailNames } from '../retail-service.ts';

/** The shop's task definitions: each version changes more than its image. The names of the sandbox's revisions end in the minor version. */
export const retailDefinitions: DefinitionReader = {
  async describeTaskDefinition(arn) {
    const minor = Number(/:(\d+)$/.exec(arn)?.[1]);
    return Number.isInteger(minor) ? definitionOf(minor) : undefined;
  },
};

const { account, region, partition } = retailNames;

function definitionOf(minor: number): object {
  return {
    family: 'retail-ui',
    cpu: minor < 44 ? '256' : '512',
    memory: minor < 42 ? '512' : '1024',
    networkMode: 'awsvpc',
    taskRoleArn: `arn:${partition}:iam::${account}:role/retail-ui`,
    containerDefinitions: [
      {
        name: retailContainer,
        image: `shop/ui:1.${minor}`,
        portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
        environment: [
          { name: 'CATALOGUE_URL', value: 'http://catalogue.internal:8080' },
          ...(minor < 42 ? [] : [{ name: 'CHECKOUT_V2', value: 'on' }]),
        ],
        secrets: minor < 43 ? [] : [{ name: 'PAYMENT_KEY', valueFrom: secretArn }],
      },
    ],
  };
}

const secretArn = `arn:${partition}:secretsmanager:${region}:${account}:secret:retail-payment`;
