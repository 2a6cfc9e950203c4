/** A group of pages next to the text, and a heading of its section's index. */
export type Section = {
  title: string;
  /** The folder of the index that lists it, if the section has one. */
  index?: 'guides' | 'reference' | 'examples' | 'migrate' | 'project';
  /** Path on the site without its ending, a title that fits next to the text, and what indexes say about it. */
  pages: readonly (readonly [path: string, title: string, about: string])[];
};

/** Every page of the site in reading order, except the decision records, which have an index of their own. */
export const sections: readonly Section[] = [
  {
    title: 'Start',
    pages: [
      ['', 'What it is', 'what Greenlight does, and where to go from here'],
      ['sandbox', 'The sandbox', 'deploy, approve and break a small shop on your own computer'],
      ['pause-hook-or-greenlight', 'This or a pause hook?', 'when a button in the ECS console is enough'],
      ['start', 'Start in 15 minutes', 'from a clone to a deployment that waits for your approval'],
      ['words', 'Words', 'what ECS and Greenlight call things'],
      ['troubleshooting', 'Troubleshooting', 'what each message of ECS means, and what to do'],
    ],
  },
  {
    title: 'Your deployments',
    index: 'guides',
    pages: [
      ['deploy', 'Deploy the app', 'once per account and Region, with what each parameter does'],
      ['attach', 'Attach the hooks', 'to a service: with the command line, by hand, in CloudFormation'],
      ['hook-details', 'Configure the hooks', 'what hookDetails may contain, and defaults for all services'],
      ['guides/cdk', 'AWS CDK', 'deploy the app and attach its hooks with a construct'],
      ['guides/terraform', 'Terraform', 'deploy the app and attach its hooks with two modules'],
      ['guides/ecspresso', 'ecspresso', 'how ecspresso and Greenlight share a service'],
      ['guides/first-deployment', 'The first deployment', 'why a new service should have no hooks yet'],
      ['guides/linear-and-canary', 'Linear and canary', 'what a gate does at each step'],
      [
        'guides/internal-load-balancers',
        'Internal load balancers',
        'reach a test listener that is not on the internet',
      ],
      ['guides/pipelines', 'Pipelines', 'wait for a deployment in a pipeline, or roll it back'],
    ],
  },
  {
    title: 'People decide',
    index: 'guides',
    pages: [
      ['guides/reviewers', 'Reviewers', 'who is asked, how they subscribe, and who can decide'],
      [
        'guides/approval-rules',
        'Rules for approvals',
        'one need each, and a configuration for it: QA and security, four eyes, office hours, deputies, emergencies',
      ],
      ['guides/sign-in', 'Signing in', 'prove who decides, at an OpenID provider'],
      ['guides/pause-hooks', 'Pause hooks', 'ask people by email at ECS’s own pause hooks'],
      [
        'guides/announcements',
        'Announcements',
        'send the result of a deployment to a chat, to a system, or to the people who were asked',
      ],
    ],
  },
  {
    title: 'Machines check',
    index: 'guides',
    pages: [
      [
        'guides/gate-hook',
        'Several checks in one gate',
        'one hook that runs the checks in the order that you choose, and asks people last',
      ],
      ['guides/smoke', 'Smoke tests', 'requests to the new version while customers still see the old one'],
      ['guides/smoke-suites', 'Smoke suites', 'the same in ten lines of YAML, next to your code'],
      ['guides/smoke-recipes', 'Smoke recipes', 'suites for logins, carts, GraphQL, gRPC and more, to copy'],
      ['guides/browser', 'A browser', 'open pages of the new version in Chromium, and compare pictures'],
      ['guides/alarms', 'Alarms', 'CloudWatch alarms that must be OK, and how they have to be set up'],
      ['guides/metrics', 'Metrics', 'the new version must be no worse than the old one'],
      [
        'guides/load',
        'Traffic of your own',
        'send traffic where there is none, so that alarms have something to judge',
      ],
      ['guides/target-health', 'Target health', 'what the load balancer thinks of the new tasks'],
      ['guides/image-policy', 'Image policy', 'which images may run: digests, registries, scans, signatures'],
      ['guides/revision-diff', 'Revision diff', 'which changes to the task definition pass without a question'],
      ['guides/change-windows', 'Change windows', 'when production may change'],
    ],
  },
  {
    title: 'Your own checks',
    index: 'guides',
    pages: [
      ['guides/tutorial', 'Tutorial', 'from an empty folder to a check that holds up deployments on your computer'],
      ['guides/http-gate', 'In any language', 'answer one HTTP request or Lambda call'],
      ['guides/write-a-check', 'In TypeScript', 'ten lines with the kit'],
      [
        'simulate',
        'Try a hook',
        'a deployment with your hook in the terminal or in a unit test, without an AWS account',
      ],
      [
        'guides/observe',
        'What ECS really does',
        'find out by experiments what AWS leaves open, and simulate with that',
      ],
    ],
  },
  {
    title: 'Run it',
    index: 'guides',
    pages: [
      ['guides/verify', 'Try the app out', 'prove after a deployment of Greenlight that it works'],
      ['guides/watch-greenlight', 'Watch Greenlight', 'which alarms to have, and what to do about them'],
      [
        'guides/logs-and-metrics',
        'Logs and metrics',
        'every log line and metric with its type, and how to find all about one deployment',
      ],
      ['guides/audit', 'Audits', 'show an auditor who approved what'],
      ['guides/key-rotation', 'Key rotation', 'change the key that signs links'],
      ['guides/upgrade-and-removal', 'Upgrade and removal', 'to a new version, or off again'],
      ['architecture', 'How it works inside', 'a picture and the steps of each flow, and what is stored where'],
      ['security', 'Security', 'what it may do in your account, what it defends against, and how'],
      ['performance', 'Performance', 'what was measured, how, and which targets are not met'],
    ],
  },
  {
    title: 'Examples',
    index: 'examples',
    pages: [
      [
        'examples/demo-service',
        'The demo service',
        'the whole story in an AWS account: a load balancer, a service and a deployment that waits for you',
      ],
      ['examples/attach-cloudformation', 'CloudFormation', 'a service with hooks in CloudFormation'],
      ['examples/attach-cdk', 'AWS CDK', 'an app with Greenlight, and a service with its hooks'],
      ['examples/attach-terraform', 'Terraform', 'a service with hooks in Terraform or OpenTofu'],
      [
        'examples/attach-terraform-aws-modules',
        'terraform-aws-modules',
        'the same for a service of terraform-aws-modules/ecs',
      ],
      [
        'examples/starter',
        'Checks to start from',
        'seven checks with their tests: an endpoint, a metric, a queue, a migration, load, Slack, signatures',
      ],
      ['examples/own-check', 'A check of your own', 'a project with its own hook, its tests and its build'],
    ],
  },
  {
    title: 'Reference',
    index: 'reference',
    pages: [
      [
        'reference/commands-and-keys',
        'Every command and key',
        'one page with an anchor for each command, flag, key, parameter and output',
      ],
      ['reference/hook-details', 'hookDetails', 'every key that a hook can be configured with'],
      ['reference/cli', 'Commands', 'every command and flag, as the program prints them'],
      ['reference/template', 'Parameters', 'every parameter and output of the app'],
      ['reference/permissions', 'Permissions', 'every role of the app, and what it may do'],
      ['reference/rules', 'Rules of doctor', 'everything that doctor, attach, diff, lint and plan check'],
      ['reference/decisions', 'Decision tables', 'how a verdict becomes an answer to ECS, as tables'],
      [
        'reference/failure-modes',
        'Failure modes',
        'what can fail, what the gate does then, and the test that proves it',
      ],
      ['reference/cost', 'Cost', 'what a deployment and a month cost'],
      ['reference/api/index', 'The kit’s API', 'the types and functions of the npm package'],
      ['reference/controller', 'The local controller', 'what the local ECS does, clause by clause, with sources'],
      ['reference/ecs-api', 'Its ECS API', 'what it does when an AWS SDK calls it'],
    ],
  },
  {
    title: 'Migrate',
    index: 'migrate',
    pages: [
      ['migrate/codedeploy', 'From CodeDeploy', 'from lifecycle hooks of AWS CodeDeploy'],
      ['migrate/copilot', 'From AWS Copilot', 'what to do about gates when a service leaves Copilot'],
      ['migrate/s3-file-sample', 'From the S3-file sample', 'from AWS’s sample that waits for a file in S3'],
    ],
  },
  {
    title: 'Project',
    index: 'project',
    pages: [
      ['decisions/index', 'Design decisions', 'choices that people may question, with the alternatives'],
      ['contributing', 'Contribute', 'how to set up, test and change Greenlight'],
      ['changelog', 'Changelog', 'what users can do now that they could not do before'],
    ],
  },
];
