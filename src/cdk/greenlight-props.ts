/**
 * The parameters of Greenlight's template, with the same defaults. Each name differs only in its first letter.
 * A string may be a token, such as the ARN of another resource.
 */
export interface GreenlightProps {
  /**
   * Email address that receives approval requests; AWS sends it one email to confirm. It gets the requests that name it and those that name no
   * reviewer. Empty: nobody is subscribed.
   */
  readonly approverEmail?: string;
  /**
   * Name of the ECS cluster whose deployments the hooks may read; * matches any characters, so prod-* is several clusters and * is every cluster
   * of this account and Region.
   */
  readonly clusterName?: string;
  /**
   * ARNs of the documents that the smoke hook may read as suites: objects in S3 and parameters of Parameter Store; * matches any characters.
   * Empty: none, so that a suite can only be a file of the function.
   */
  readonly smokeSuites?: readonly string[];
  /**
   * ARNs of what the smoke hook may read for its requests and certificates: secrets of Secrets Manager and parameters of Parameter Store; *
   * matches any characters. Empty: none, so that no suite can name a secret.
   */
  readonly smokeSecrets?: readonly string[];
  /** ARNs of the workspaces of Amazon Managed Prometheus that the gate hook's metrics check may query; * matches any characters. Empty: none. */
  readonly prometheusWorkspaces?: readonly string[];
  /** ARNs of the roles that the gate hook's metrics check may assume to read metrics of other accounts; * matches any characters. Empty: none. */
  readonly metricsRoles?: readonly string[];
  /** ARNs of the roles that the alarm hook and the gate hook may assume to read alarms of other accounts; * matches any characters. Empty: none. */
  readonly alarmRoles?: readonly string[];
  /** Hosts that the gate hook's http-gate check may ask, each with its port if that is not 443. Empty: none, so that no gate can ask a URL. */
  readonly httpGateHosts?: readonly string[];
  /** ARNs of the Lambda functions that the gate hook's http-gate check may invoke, each with its alias if a gate names one. Empty: none. */
  readonly httpGateFunctions?: readonly string[];
  /** If true, a system that an http-gate asks may post its answer to the desk later, at an address that the question contains. */
  readonly httpGateCallbacks?: boolean;
  /**
   * Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the approval hook's hookDetails. The same name
   * followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none.
   */
  readonly approvalDefaultsParameter?: string;
  /**
   * Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the smoke hook's hookDetails. The same name
   * followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none.
   */
  readonly smokeDefaultsParameter?: string;
  /**
   * Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the alarm hook's hookDetails. The same name
   * followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none.
   */
  readonly alarmDefaultsParameter?: string;
  /**
   * Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the gate hook's hookDetails. The same name followed
   * by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none.
   */
  readonly gateDefaultsParameter?: string;
  /**
   * Beginning of the names of Systems Manager parameters that switch automated checks off, such as /greenlight/disabled: as long as
   * /greenlight/disabled/smoke exists, no smoke test runs, and every report says so. Empty: no check can be switched off.
   */
  readonly checkSwitches?: string;
  /**
   * Protocols with which people may subscribe to the topic that delivers reviewers' personal links. Nobody can subscribe with another one, no
   * matter what IAM allows. For a chat: `['email', 'https']`.
   */
  readonly subscriptionProtocols?: readonly string[];
  /**
   * ARNs of the roles and users who may subscribe to that topic; * matches any characters. Must include the deployer of this stack if
   * approverEmail is set. Empty: everybody in this account whom IAM allows sns:Subscribe.
   */
  readonly subscriberArns?: readonly string[];
  /**
   * How many copies of the desk's function may run at once. They are reserved for it, so that a flood of requests to the desk uses no more of the
   * account's concurrency, and other functions use none of the desk's. 0 reserves none. An account must keep 100 unreserved.
   */
  readonly deskReservedConcurrency?: number;
  /**
   * How often all open requests are checked; each event of ECS leads to a check as well. Requests of deployments that are over are closed,
   * and those whose deadline has passed expire. What ECS does after a decision is recorded as often. Each sweep lists the open requests and the
   * decided deployments that are still running, and calls ECS once for each of these deployments.
   */
  readonly sweepMinutes?: number;
  /**
   * Whether people are asked about pause hooks of ECS services: configured asks about those that a parameter configures, all about every pause in
   * this account and Region. Otherwise nothing is created for it.
   */
  readonly pauseBridge?: 'off' | 'configured' | 'all';
  /**
   * Beginning of the names of the Systems Manager parameters that configure pauses: this name itself is for the whole account; with /cluster,
   * /cluster/service or /cluster/service/STAGE after it, it is for less. Each contains a JSON object like an approval hook's hookDetails.
   */
  readonly pauseParameters?: string;
  /**
   * If true, the tags of a service that begin with greenlight:pause: configure its pauses if no parameter does. Anybody who may tag the service
   * then decides who may decide.
   */
  readonly pauseTags?: boolean;
  /**
   * If true, Greenlight announces that people were asked, what they decided, and how the deployment ended: on a topic of its own, without personal
   * links, and on the channels below. Otherwise nothing is created for it.
   */
  readonly announcements?: boolean;
  /**
   * With announcements, whether the topic that asked people also notifies them of the result: decided, expired, withdrawn,
   * rolled back, finished.
   */
  readonly announceToReviewers?: boolean;
  /**
   * What https subscriptions to the topic of announcements get; SNS has one message for all of them. chat is for Amazon Q Developer,
   * which posts it to Slack or Teams; json is the document that queues and functions get.
   */
  readonly announcementsHttps?: 'chat' | 'json';
  /**
   * With announcements, the ARN of a Secrets Manager secret in this Region whose value is the URL of an incoming webhook of Slack, as plain text.
   * Empty: none.
   */
  readonly slackWebhookSecretArn?: string;
  /**
   * With announcements, the ARN of a Secrets Manager secret in this Region whose value is the URL of a Teams workflow that posts to a channel, as
   * plain text. Empty: none.
   */
  readonly teamsWebhookSecretArn?: string;
  /**
   * With announcements, the ARN of a Secrets Manager secret in this Region with a Slack app of your own, in which people can decide:
   * {"signingSecret":"…","team":"T…","people":{"U…":"ana@example.com"}}. Only the desk may read it. Empty: none.
   */
  readonly slackAppSecretArn?: string;
  /**
   * The ARN of a Secrets Manager secret in this Region whose value is the bot token of the Slack app, xoxb-…, as plain text. The desk and the
   * announcer may read it.
   */
  readonly slackTokenSecretArn?: string;
  /** The id of the channel in which the Slack app asks, such as C0123ABCD. The app has to be a member of it. */
  readonly slackAppChannel?: string;
  /**
   * Whether Greenlight records who starts deployments, for gates with selfApproval: deny. cloudtrail takes it from CloudTrail's events of
   * UpdateService and CreateService, which needs a trail that logs management events in this Region. tag takes it from a tag of the service, which
   * has to be set before each deployment: everybody who may tag the service can name anybody. off records nothing.
   */
  readonly deployers?: 'off' | 'cloudtrail' | 'tag';
  /** With deployers: 'tag', the key of the service's tag whose value is the email address or ARN of the person who starts the next deployment. */
  readonly deployerTag?: string;
  /**
   * The output BrowserHookArn of the browser hook's own stack (browser/template.yaml). ECS may then call it, and the desk shows the pictures that
   * it takes. Empty: there is none.
   */
  readonly browserHookArn?: string;
  /**
   * Private subnets that the smoke and gate hooks run in, so that they reach an internal load balancer. They need access to the AWS APIs that the
   * hooks call: a NAT gateway or VPC endpoints. Empty: no VPC.
   */
  readonly smokeHookSubnetIds?: readonly string[];
  /**
   * Security groups of these hooks in those subnets. They must allow outbound traffic to the load balancer and HTTPS, and the load balancer's must
   * admit the hooks. Leave empty if there are no subnets.
   */
  readonly smokeHookSecurityGroupIds?: readonly string[];
  /**
   * Domain name of the pages where reviewers decide, such as approve.example.com; point it at the output DeskDomainTarget. API Gateway's own
   * address is then closed, so links that were emailed before stop working. Empty: API Gateway's own address.
   */
  readonly deskDomainName?: string;
  /** ARN of a certificate for that name in AWS Certificate Manager, in this Region. Leave empty if there is no domain name. */
  readonly deskCertificateArn?: string;
  /**
   * Issuer of the OpenID provider at which people sign in, exactly as its discovery document has it, such as
   * https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd34E. Register the output SignInRedirectUrl there. Empty: nobody can sign in.
   */
  readonly oidcIssuer?: string;
  /** ID of the desk's client at that provider. Leave empty if there is no issuer. */
  readonly oidcClientId?: string;
  /** ARN of a Secrets Manager secret in this Region whose value is the secret of that client, as plain text. Empty: the client has none. */
  readonly oidcClientSecretArn?: string;
  /**
   * Domains. An account with an email address in one of them, verified by that provider, counts as the reviewer with that address. Required for Google, and without
   * effect for Entra ID. Empty: nobody is recognized by an email address.
   */
  readonly oidcMailDomains?: readonly string[];
  /**
   * Claim in which that provider lists a person's groups, such as groups, cognito:groups or roles, so that the rules of an approval can
   * name them. Empty: no groups count.
   */
  readonly oidcGroupsClaim?: string;
  /**
   * Which accounts of that provider see all requests, open and decided, on the desk's first page: with recognized, those with a verified email
   * address in oidcMailDomains; with everybody, every account that can sign in. People can decide only what they are asked.
   */
  readonly deskReaders?: 'recognized' | 'everybody';
  /**
   * Email address for alarms about Greenlight itself; AWS sends it one email to confirm. Empty: nobody is notified, but the alarms can still be
   * seen in CloudWatch.
   */
  readonly alarmEmail?: string;
  /**
   * ARN of your own SNS topic for those alarms, instead of the email address or in addition to it. CloudWatch must be allowed to publish to it.
   * Empty: none.
   */
  readonly alarmTopicArn?: string;
  /** Whether to create a CloudWatch dashboard of what Greenlight does. An account has three free of charge. */
  readonly dashboard?: boolean;
  /**
   * For how many days S3 prevents everybody from deleting or overwriting a version of an object in the ledger. 0 leaves Object Lock off. It can be
   * turned on later without losing or replacing the bucket, but S3 never turns it off again: going back to 0 is refused or only ends the locking
   * of new versions. Locked index entries make lists longer, so set no more days than you need.
   */
  readonly objectLockDays?: number;
  /**
   * Whether a person may decide by editing a request in the bucket. If not, the bucket policy lets only Greenlight's functions write and delete
   * requests and what they record about pauses and deployers, and the hook refuses a decision that was made by hand anyway.
   */
  readonly handDecisions?: boolean;
  /**
   * GOVERNANCE makes an exception for those who have s3:BypassGovernanceRetention, COMPLIANCE for nobody, not even the account's root user. Has no
   * effect while the days are 0.
   */
  readonly objectLockMode?: 'GOVERNANCE' | 'COMPLIANCE';
  /**
   * What the functions log. Links, tokens and keys are not logged at any level. The metrics are part of the lines of INFO and WARN, so at WARN the
   * dashboard lacks most of them, and at ERROR the alarms about hooks that cannot check, notifications and announcements stop working.
   */
  readonly logLevel?: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  /** How long log lines are kept. What was decided, by whom and why is kept in the bucket, regardless of the logs. */
  readonly logRetentionDays?: number;
  /**
   * Whether AWS X-Ray gets a trace of each call of a function that it samples. The functions' roles may then send traces. X-Ray charges for traces
   * beyond its free tier.
   */
  readonly tracing?: boolean;
}
