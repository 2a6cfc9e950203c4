# Written by npm run terraform from template.yaml.

variable "approver_email" {
  description = "Email address that receives approval requests; AWS sends it one email to confirm. It gets the requests that name it and those that name no reviewer. Empty: nobody is subscribed. More reviewers: docs/guides/reviewers.md."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^[^@\\sA-Z\"]+@[^@\\sA-Z\"]+\\.[^@\\sA-Z\"]+$)$", var.approver_email))
    error_message = "approver_email must be empty or one email address in lower case, such as ana@example.com."
  }
}

variable "cluster_name" {
  description = "Name of the ECS cluster whose deployments the hooks may read; * matches any characters, so prod-* is several clusters and * is every cluster of this account and Region."
  type        = string
  default     = "*"
  nullable    = false

  validation {
    condition     = can(regex("^(?:^[A-Za-z0-9_*?-]{1,255}$)$", var.cluster_name))
    error_message = "cluster_name must be the name of a cluster (not its ARN), in which * and ? may be wildcards."
  }
}

variable "smoke_suites" {
  description = "ARNs of the documents that the smoke hook may read as suites: objects in S3 and parameters of Parameter Store; * matches any characters. Empty: none, so that a suite can only be a file of the function."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:(s3:::[a-z0-9.-]+/[^\\s,]+|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[^\\s,]+)(,arn:[a-z-]+:(s3:::[a-z0-9.-]+/[^\\s,]+|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[^\\s,]+))*$)$", join(",", var.smoke_suites)))
    error_message = "smoke_suites must be empty or ARNs such as arn:aws:s3:::smoke-tests/shop/* and arn:aws:ssm:eu-central-1:111122223333:parameter/shop/smoke."
  }
}

variable "smoke_secrets" {
  description = "ARNs of what the smoke hook may read for its requests and certificates: secrets of Secrets Manager and parameters of Parameter Store; * matches any characters. Empty: none, so that no suite can name a secret."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^\\s,]+|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[^\\s,]+)(,arn:[a-z-]+:(secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[^\\s,]+|ssm:[a-z0-9-]+:[0-9]{12}:parameter/[^\\s,]+))*$)$", join(",", var.smoke_secrets)))
    error_message = "smoke_secrets must be empty or ARNs such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/smoke-?????? and arn:aws:ssm:eu-central-1:111122223333:parameter/shop/token."
  }
}

variable "prometheus_workspaces" {
  description = "ARNs of the workspaces of Amazon Managed Prometheus that the gate hook's metrics check may query; * matches any characters. Empty: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:aps:[a-z0-9-]+:[0-9]{12}:workspace/[^\\s,]+(,arn:[a-z-]+:aps:[a-z0-9-]+:[0-9]{12}:workspace/[^\\s,]+)*$)$", join(",", var.prometheus_workspaces)))
    error_message = "prometheus_workspaces must be empty or ARNs such as arn:aws:aps:eu-central-1:111122223333:workspace/ws-0a1b2c3d."
  }
}

variable "metrics_roles" {
  description = "ARNs of the roles that the gate hook's metrics check may assume to read metrics of other accounts; * matches any characters. Empty: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:iam::[0-9]{12}:role/[^\\s,]+(,arn:[a-z-]+:iam::[0-9]{12}:role/[^\\s,]+)*$)$", join(",", var.metrics_roles)))
    error_message = "metrics_roles must be empty or ARNs such as arn:aws:iam::111122223333:role/greenlight-metrics."
  }
}

variable "alarm_roles" {
  description = "ARNs of the roles that the alarm hook and the gate hook may assume to read alarms of other accounts; * matches any characters. Empty: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:iam::[0-9]{12}:role/[^\\s,]+(,arn:[a-z-]+:iam::[0-9]{12}:role/[^\\s,]+)*$)$", join(",", var.alarm_roles)))
    error_message = "alarm_roles must be empty or ARNs such as arn:aws:iam::111122223333:role/greenlight-alarms."
  }
}

variable "http_gate_hosts" {
  description = "Hosts that the gate hook's http-gate check may ask, each with its port if that is not 443. Empty: none, so that no gate can ask a URL."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^[a-z0-9.-]+(:[0-9]{1,5})?(,[a-z0-9.-]+(:[0-9]{1,5})?)*$)$", join(",", var.http_gate_hosts)))
    error_message = "http_gate_hosts must be empty or host names in lower case such as gates.example.com and ci.example.com:8443."
  }
}

variable "http_gate_functions" {
  description = "ARNs of the Lambda functions that the gate hook's http-gate check may invoke, each with its alias if a gate names one. Empty: none."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[^\\s,*]+(,arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[^\\s,*]+)*$)$", join(",", var.http_gate_functions)))
    error_message = "http_gate_functions must be empty or ARNs such as arn:aws:lambda:eu-central-1:111122223333:function:shop-gate:live."
  }
}

variable "http_gate_callbacks" {
  description = "With true, a system that an http-gate asks may post its answer to the desk later, at an address that the question contains. false creates no route."
  type        = bool
  default     = false
  nullable    = false
}

variable "approval_defaults_parameter" {
  description = "Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the approval hook's hookDetails. The same name followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^(/[A-Za-z0-9_.-]+){1,15}$)$", var.approval_defaults_parameter))
    error_message = "approval_defaults_parameter must be empty or a parameter name that begins with a slash, such as /greenlight/approval."
  }

  validation {
    condition     = length(var.approval_defaults_parameter) <= 1011
    error_message = "approval_defaults_parameter must have at most 1011 characters."
  }
}

variable "smoke_defaults_parameter" {
  description = "Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the smoke hook's hookDetails. The same name followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^(/[A-Za-z0-9_.-]+){1,15}$)$", var.smoke_defaults_parameter))
    error_message = "smoke_defaults_parameter must be empty or a parameter name that begins with a slash, such as /greenlight/approval."
  }

  validation {
    condition     = length(var.smoke_defaults_parameter) <= 1011
    error_message = "smoke_defaults_parameter must have at most 1011 characters."
  }
}

variable "alarm_defaults_parameter" {
  description = "Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the alarm hook's hookDetails. The same name followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^(/[A-Za-z0-9_.-]+){1,15}$)$", var.alarm_defaults_parameter))
    error_message = "alarm_defaults_parameter must be empty or a parameter name that begins with a slash, such as /greenlight/approval."
  }

  validation {
    condition     = length(var.alarm_defaults_parameter) <= 1011
    error_message = "alarm_defaults_parameter must have at most 1011 characters."
  }
}

variable "gate_defaults_parameter" {
  description = "Name of a Systems Manager parameter (String) that contains a JSON object with defaults for the gate hook's hookDetails. The same name followed by /cluster or /cluster/service has the defaults of one cluster or service. Empty means none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^(/[A-Za-z0-9_.-]+){1,15}$)$", var.gate_defaults_parameter))
    error_message = "gate_defaults_parameter must be empty or a parameter name that begins with a slash, such as /greenlight/approval."
  }

  validation {
    condition     = length(var.gate_defaults_parameter) <= 1011
    error_message = "gate_defaults_parameter must have at most 1011 characters."
  }
}

variable "check_switches" {
  description = "Beginning of the names of Systems Manager parameters that switch automated checks off, such as /greenlight/disabled: as long as /greenlight/disabled/smoke exists, no smoke test runs, and every report says so. Empty: no check can be switched off."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^(/[A-Za-z0-9_.-]+){1,11}$)$", var.check_switches))
    error_message = "check_switches must be empty or the beginning of parameter names, with a slash first, such as /greenlight/disabled."
  }

  validation {
    condition     = length(var.check_switches) <= 400
    error_message = "check_switches must have at most 400 characters."
  }
}

variable "subscription_protocols" {
  description = "Protocols with which people may subscribe to the topic that delivers reviewers' personal links. Nobody can subscribe with another one, no matter what IAM allows. For a chat: [\"email\", \"https\"]."
  type        = list(string)
  default     = ["email"]
  nullable    = false

  validation {
    condition     = can(regex("^(?:^(email|email-json|https|lambda|sqs|sms|firehose|application)(,(email|email-json|https|lambda|sqs|sms|firehose|application))*$)$", join(",", var.subscription_protocols)))
    error_message = "subscription_protocols must be protocols of SNS such as email and https, without http, which is not encrypted."
  }
}

variable "subscriber_arns" {
  description = "ARNs of the roles and users who may subscribe to that topic; * matches any characters. Must include the deployer of this stack if approver_email is set. Empty: everybody in this account whom IAM allows sns:Subscribe."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:iam::[0-9*]+:[A-Za-z0-9+=.@_/*-]+(,arn:[a-z-]+:iam::[0-9*]+:[A-Za-z0-9+=.@_/*-]+)*$)$", join(",", var.subscriber_arns)))
    error_message = "subscriber_arns must be empty or ARNs of IAM roles and users such as arn:aws:iam::111122223333:role/deployer."
  }
}

variable "desk_reserved_concurrency" {
  description = "How many copies of the desk's function may run at once. They are reserved for it, so that a flood of requests to the desk uses no more of the account's concurrency, and other functions use none of the desk's. 0 reserves none. An account must keep 100 unreserved."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.desk_reserved_concurrency >= 0 && var.desk_reserved_concurrency <= 1000 && floor(var.desk_reserved_concurrency) == var.desk_reserved_concurrency
    error_message = "desk_reserved_concurrency must be a whole number from 0 to 1000."
  }
}

variable "sweep_minutes" {
  description = "How often all open requests are checked; each event of ECS leads to a check as well. Requests of deployments that are over are closed, and those whose deadline has passed expire. What ECS does after a decision is recorded as often. Each sweep lists the open requests and the decided deployments that are still running, and calls ECS once for each of these deployments."
  type        = number
  default     = 15
  nullable    = false

  validation {
    condition     = var.sweep_minutes >= 2 && var.sweep_minutes <= 1440 && floor(var.sweep_minutes) == var.sweep_minutes
    error_message = "sweep_minutes must be a whole number from 2 to 1440."
  }
}

variable "pause_bridge" {
  description = "Whether people are asked about pause hooks of ECS services: configured asks about those that a parameter configures, all about every pause in this account and Region. off creates nothing."
  type        = string
  default     = "off"
  nullable    = false

  validation {
    condition     = contains(["off", "configured", "all"], var.pause_bridge)
    error_message = "pause_bridge must be one of off, configured, all."
  }
}

variable "pause_parameters" {
  description = "Beginning of the names of the Systems Manager parameters that configure pauses: this name itself is for the whole account; with /cluster, /cluster/service or /cluster/service/STAGE after it, it is for less. Each contains a JSON object like an approval hook's hookDetails."
  type        = string
  default     = "/greenlight/pauses"
  nullable    = false

  validation {
    condition     = can(regex("^(?:^(/[A-Za-z0-9_.-]+){1,11}$)$", var.pause_parameters))
    error_message = "pause_parameters must be the beginning of parameter names, with a slash first, such as /greenlight/pauses."
  }

  validation {
    condition     = length(var.pause_parameters) <= 400
    error_message = "pause_parameters must have at most 400 characters."
  }
}

variable "pause_tags" {
  description = "With true, the tags of a service that begin with greenlight:pause: configure its pauses if no parameter does. Anybody who may tag the service then decides who may decide."
  type        = bool
  default     = false
  nullable    = false
}

variable "announcements" {
  description = "With true, Greenlight announces that people were asked, what they decided, and how the deployment ended: on a topic of its own, without personal links, and on the channels below. false creates nothing."
  type        = bool
  default     = false
  nullable    = false
}

variable "announce_to_reviewers" {
  description = "With announcements=true, whether the topic that asked people also notifies them of the result: decided, expired, withdrawn, rolled back, finished."
  type        = bool
  default     = true
  nullable    = false
}

variable "announcements_https" {
  description = "What https subscriptions to the topic of announcements get; SNS has one message for all of them. chat is for Amazon Q Developer, which posts it to Slack or Teams; json is the document that queues and functions get."
  type        = string
  default     = "chat"
  nullable    = false

  validation {
    condition     = contains(["chat", "json"], var.announcements_https)
    error_message = "announcements_https must be one of chat, json."
  }
}

variable "slack_webhook_secret_arn" {
  description = "With announcements=true, the ARN of a Secrets Manager secret in this Region whose value is the URL of an incoming webhook of Slack, as plain text. Empty: none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$)$", var.slack_webhook_secret_arn))
    error_message = "slack_webhook_secret_arn must be empty or the ARN of a secret in Secrets Manager."
  }
}

variable "teams_webhook_secret_arn" {
  description = "With announcements=true, the ARN of a Secrets Manager secret in this Region whose value is the URL of a Teams workflow that posts to a channel, as plain text. Empty: none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$)$", var.teams_webhook_secret_arn))
    error_message = "teams_webhook_secret_arn must be empty or the ARN of a secret in Secrets Manager."
  }
}

variable "slack_app_secret_arn" {
  description = "With announcements=true, the ARN of a Secrets Manager secret in this Region with a Slack app of your own, in which people can decide: {\"signingSecret\":\"…\",\"team\":\"T…\",\"people\":{\"U…\":\"ana@example.com\"}}. Only the desk may read it. Empty: none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$)$", var.slack_app_secret_arn))
    error_message = "slack_app_secret_arn must be empty or the ARN of a secret in Secrets Manager."
  }
}

variable "slack_token_secret_arn" {
  description = "The ARN of a Secrets Manager secret in this Region whose value is the bot token of the Slack app, xoxb-…, as plain text. The desk and the announcer may read it."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$)$", var.slack_token_secret_arn))
    error_message = "slack_token_secret_arn must be empty or the ARN of a secret in Secrets Manager."
  }
}

variable "slack_app_channel" {
  description = "The id of the channel in which the Slack app asks, such as C0123ABCD. The app has to be a member of it."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^[CG][A-Z0-9]+$)$", var.slack_app_channel))
    error_message = "slack_app_channel must be empty or the id of a channel, which begins with C or G."
  }
}

variable "deployers" {
  description = "Whether Greenlight records who starts deployments, for gates with selfApproval: deny. cloudtrail takes it from CloudTrail's events of UpdateService and CreateService, which needs a trail that logs management events in this Region. tag takes it from a tag of the service, which has to be set before each deployment: everybody who may tag the service can name anybody. off records nothing."
  type        = string
  default     = "off"
  nullable    = false

  validation {
    condition     = contains(["off", "cloudtrail", "tag"], var.deployers)
    error_message = "deployers must be one of off, cloudtrail, tag."
  }
}

variable "deployer_tag" {
  description = "With deployers=tag, the key of the service's tag whose value is the email address or ARN of the person who starts the next deployment."
  type        = string
  default     = "deployed-by"
  nullable    = false

  validation {
    condition     = can(regex("^(?:^[A-Za-z0-9 +=._:/@-]{1,128}$)$", var.deployer_tag))
    error_message = "deployer_tag must be the key of a tag."
  }
}

variable "browser_hook_arn" {
  description = "The output BrowserHookArn of the browser hook's own stack (browser/template.yaml). ECS may then call it, and the desk shows the pictures that it takes. Empty: there is none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}$)$", var.browser_hook_arn))
    error_message = "browser_hook_arn must be empty or the ARN of a function, such as arn:aws:lambda:eu-central-1:111122223333:function:greenlight-browser-BrowserHook-1."
  }
}

variable "smoke_hook_subnet_ids" {
  description = "Private subnets that the smoke and gate hooks run in, so that they reach an internal load balancer. They need access to the AWS APIs that the hooks call: a NAT gateway or VPC endpoints. Empty: no VPC."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^subnet-[0-9a-f]{8,17}(,subnet-[0-9a-f]{8,17}){0,15}$)$", join(",", var.smoke_hook_subnet_ids)))
    error_message = "smoke_hook_subnet_ids must be empty or up to 16 ids of subnets such as subnet-0123456789abcdef0."
  }
}

variable "smoke_hook_security_group_ids" {
  description = "Security groups of these hooks in those subnets. They must allow outbound traffic to the load balancer and HTTPS, and the load balancer's must admit the hooks. Leave empty if there are no subnets."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^sg-[0-9a-f]{8,17}(,sg-[0-9a-f]{8,17}){0,4}$)$", join(",", var.smoke_hook_security_group_ids)))
    error_message = "smoke_hook_security_group_ids must be empty or up to 5 ids of security groups such as sg-0123456789abcdef0."
  }
}

variable "desk_domain_name" {
  description = "Domain name of the pages where reviewers decide, such as approve.example.com; point it at the output desk_domain_target. API Gateway's own address is then closed, so links that were emailed before stop working. Empty: API Gateway's own address."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,63}$)$", var.desk_domain_name))
    error_message = "desk_domain_name must be empty or a domain name in lower case, such as approve.example.com."
  }

  validation {
    condition     = length(var.desk_domain_name) <= 253
    error_message = "desk_domain_name must have at most 253 characters."
  }
}

variable "desk_certificate_arn" {
  description = "ARN of a certificate for that name in AWS Certificate Manager, in this Region. Leave empty if there is no domain name."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[A-Za-z0-9-]+$)$", var.desk_certificate_arn))
    error_message = "desk_certificate_arn must be empty or the ARN of a certificate in AWS Certificate Manager."
  }
}

variable "oidc_issuer" {
  description = "Issuer of the OpenID provider at which people sign in, exactly as its discovery document has it, such as https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12Cd34E. Register the output sign_in_redirect_url there. Empty: nobody can sign in."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^https://[^\\s?#]+$)$", var.oidc_issuer))
    error_message = "oidc_issuer must be empty or an https URL without a query."
  }

  validation {
    condition     = length(var.oidc_issuer) <= 512
    error_message = "oidc_issuer must have at most 512 characters."
  }
}

variable "oidc_client_id" {
  description = "ID of the desk's client at that provider. Leave empty if there is no issuer."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = length(var.oidc_client_id) <= 512
    error_message = "oidc_client_id must have at most 512 characters."
  }
}

variable "oidc_client_secret_arn" {
  description = "ARN of a Secrets Manager secret in this Region whose value is the secret of that client, as plain text. Empty: the client has none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$)$", var.oidc_client_secret_arn))
    error_message = "oidc_client_secret_arn must be empty or the ARN of a secret in Secrets Manager."
  }
}

variable "oidc_mail_domains" {
  description = "Domains. An account with an email address in one of them, verified by that provider, counts as the reviewer with that address. Required for Google, and without effect for Entra ID. Empty: nobody is recognized by an email address."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^([a-z0-9-]+\\.)+[a-z0-9-]+(,([a-z0-9-]+\\.)+[a-z0-9-]+)*$)$", join(",", var.oidc_mail_domains)))
    error_message = "oidc_mail_domains must be empty or domains in lower case such as example.com."
  }
}

variable "oidc_groups_claim" {
  description = "Claim in which that provider lists a person's groups, such as groups, cognito:groups or roles, so that the rules of an approval can name them. Empty: no groups count."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^[A-Za-z0-9_:./-]+$)$", var.oidc_groups_claim))
    error_message = "oidc_groups_claim must be empty or the name of a claim, such as groups or cognito:groups."
  }

  validation {
    condition     = length(var.oidc_groups_claim) <= 200
    error_message = "oidc_groups_claim must have at most 200 characters."
  }
}

variable "desk_readers" {
  description = "Which accounts of that provider see all requests, open and decided, on the desk's first page: with recognized, those with a verified email address in oidc_mail_domains; with everybody, every account that can sign in. People can decide only what they are asked."
  type        = string
  default     = "recognized"
  nullable    = false

  validation {
    condition     = contains(["recognized", "everybody"], var.desk_readers)
    error_message = "desk_readers must be one of recognized, everybody."
  }
}

variable "alarm_email" {
  description = "Email address for alarms about Greenlight itself; AWS sends it one email to confirm. Empty: nobody is notified, but the alarms can still be seen in CloudWatch."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$)$", var.alarm_email))
    error_message = "alarm_email must be empty or one email address, such as oncall@example.com."
  }
}

variable "alarm_topic_arn" {
  description = "ARN of your own SNS topic for those alarms, instead of the email address or in addition to it. CloudWatch must be allowed to publish to it. Empty: none."
  type        = string
  default     = ""
  nullable    = false

  validation {
    condition     = can(regex("^(?:^$|^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$)$", var.alarm_topic_arn))
    error_message = "alarm_topic_arn must be empty or the ARN of a standard SNS topic."
  }
}

variable "dashboard" {
  description = "Whether to create a CloudWatch dashboard of what Greenlight does. An account has three free of charge."
  type        = bool
  default     = true
  nullable    = false
}

variable "object_lock_days" {
  description = "For how many days S3 prevents everybody from deleting or overwriting a version of an object in the ledger. 0 leaves Object Lock off. It can be turned on later without losing or replacing the bucket, but S3 never turns it off again: going back to 0 is refused or only ends the locking of new versions. Locked index entries make lists longer, so set no more days than you need."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.object_lock_days >= 0 && var.object_lock_days <= 3650 && floor(var.object_lock_days) == var.object_lock_days
    error_message = "object_lock_days must be a whole number from 0 to 3650."
  }
}

variable "hand_decisions" {
  description = "Whether a person may decide by editing a request in the bucket. With false, the bucket policy lets only Greenlight's functions write and delete requests and what they record about pauses and deployers, and the hook refuses a decision that was made by hand anyway."
  type        = bool
  default     = true
  nullable    = false
}

variable "object_lock_mode" {
  description = "GOVERNANCE makes an exception for those who have s3:BypassGovernanceRetention, COMPLIANCE for nobody, not even the account's root user. Has no effect while the days are 0."
  type        = string
  default     = "GOVERNANCE"
  nullable    = false

  validation {
    condition     = contains(["GOVERNANCE", "COMPLIANCE"], var.object_lock_mode)
    error_message = "object_lock_mode must be one of GOVERNANCE, COMPLIANCE."
  }
}

variable "log_level" {
  description = "What the functions log. Links, tokens and keys are not logged at any level. The metrics are part of the lines of INFO and WARN, so at WARN the dashboard lacks most of them, and at ERROR the alarms about hooks that cannot check, notifications and announcements stop working."
  type        = string
  default     = "INFO"
  nullable    = false

  validation {
    condition     = contains(["DEBUG", "INFO", "WARN", "ERROR"], var.log_level)
    error_message = "log_level must be one of DEBUG, INFO, WARN, ERROR."
  }
}

variable "log_retention_days" {
  description = "How long log lines are kept. What was decided, by whom and why is kept in the bucket, regardless of the logs."
  type        = number
  default     = 90
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "tracing" {
  description = "Whether AWS X-Ray gets a trace of each call of a function that it samples. The functions' roles may then send traces. X-Ray charges for traces beyond its free tier."
  type        = bool
  default     = false
  nullable    = false
}
