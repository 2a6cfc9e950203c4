# Written by npm run terraform from template.yaml.

locals {
  parameters = {
    ApproverEmail             = var.approver_email
    ClusterName               = var.cluster_name
    SmokeSuites               = join(",", var.smoke_suites)
    SmokeSecrets              = join(",", var.smoke_secrets)
    PrometheusWorkspaces      = join(",", var.prometheus_workspaces)
    MetricsRoles              = join(",", var.metrics_roles)
    AlarmRoles                = join(",", var.alarm_roles)
    HttpGateHosts             = join(",", var.http_gate_hosts)
    HttpGateFunctions         = join(",", var.http_gate_functions)
    HttpGateCallbacks         = var.http_gate_callbacks ? "yes" : "no"
    ApprovalDefaultsParameter = var.approval_defaults_parameter
    SmokeDefaultsParameter    = var.smoke_defaults_parameter
    AlarmDefaultsParameter    = var.alarm_defaults_parameter
    GateDefaultsParameter     = var.gate_defaults_parameter
    CheckSwitches             = var.check_switches
    SubscriptionProtocols     = join(",", var.subscription_protocols)
    SubscriberArns            = join(",", var.subscriber_arns)
    DeskReservedConcurrency   = var.desk_reserved_concurrency
    SweepMinutes              = var.sweep_minutes
    PauseBridge               = var.pause_bridge
    PauseParameters           = var.pause_parameters
    PauseTags                 = var.pause_tags ? "yes" : "no"
    Announcements             = var.announcements ? "on" : "off"
    AnnounceToReviewers       = var.announce_to_reviewers ? "yes" : "no"
    AnnouncementsHttps        = var.announcements_https
    SlackWebhookSecretArn     = var.slack_webhook_secret_arn
    TeamsWebhookSecretArn     = var.teams_webhook_secret_arn
    SlackAppSecretArn         = var.slack_app_secret_arn
    SlackTokenSecretArn       = var.slack_token_secret_arn
    SlackAppChannel           = var.slack_app_channel
    Deployers                 = var.deployers
    DeployerTag               = var.deployer_tag
    BrowserHookArn            = var.browser_hook_arn
    SmokeHookSubnetIds        = join(",", var.smoke_hook_subnet_ids)
    SmokeHookSecurityGroupIds = join(",", var.smoke_hook_security_group_ids)
    DeskDomainName            = var.desk_domain_name
    DeskCertificateArn        = var.desk_certificate_arn
    OidcIssuer                = var.oidc_issuer
    OidcClientId              = var.oidc_client_id
    OidcClientSecretArn       = var.oidc_client_secret_arn
    OidcMailDomains           = join(",", var.oidc_mail_domains)
    OidcGroupsClaim           = var.oidc_groups_claim
    DeskReaders               = var.desk_readers
    AlarmEmail                = var.alarm_email
    AlarmTopicArn             = var.alarm_topic_arn
    Dashboard                 = var.dashboard ? "yes" : "no"
    ObjectLockDays            = var.object_lock_days
    HandDecisions             = var.hand_decisions ? "yes" : "no"
    ObjectLockMode            = var.object_lock_mode
    LogLevel                  = var.log_level
    LogRetentionDays          = var.log_retention_days
    Tracing                   = var.tracing ? "on" : "off"
  }
}
