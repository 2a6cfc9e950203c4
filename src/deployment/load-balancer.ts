/**
 * What is asked of Elastic Load Balancing. `undefined` if it reports that there is no such thing; a reader throws if it could not
 * ask.
 */
export interface LoadBalancerReader {
  describeRule(ruleArn: string, signal: AbortSignal): Promise<ListenerRule | undefined>;
  describeListener(listenerArn: string, signal: AbortSignal): Promise<ElbListener | undefined>;
  describeLoadBalancer(loadBalancerArn: string, signal: AbortSignal): Promise<ElbLoadBalancer | undefined>;
  /** All rules of a listener, in no particular order; a Network Load Balancer's listener may have none. */
  describeRules(listenerArn: string, signal: AbortSignal): Promise<readonly ListenerRule[] | undefined>;
}

/**
 * A rule of an Application Load Balancer's listener, in the SDK's names.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Rule.html
 */
export type ListenerRule = {
  RuleArn?: string | undefined;
  /** `1` to `50000`, or `default`. The lowest number is tried first. */
  Priority?: string | undefined;
  IsDefault?: boolean | undefined;
  /** All of them must hold. */
  Conditions?: readonly RuleCondition[] | undefined;
  Actions?: readonly Action[] | undefined;
  Transforms?: readonly unknown[] | undefined;
};

/** One of the values must match. The older `Values` repeats the config of a host or path condition. */
export type RuleCondition = {
  Field?: string | undefined;
  Values?: readonly string[] | undefined;
  RegexValues?: readonly string[] | undefined;
  HostHeaderConfig?: Patterns | undefined;
  PathPatternConfig?: Patterns | undefined;
  HttpHeaderConfig?: (Patterns & { HttpHeaderName?: string | undefined }) | undefined;
  QueryStringConfig?:
    | { Values?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined }
    | undefined;
  HttpRequestMethodConfig?: { Values?: readonly string[] | undefined } | undefined;
  /** CIDR blocks at an Application Load Balancer, `ipv4` or `ipv6` at a Network Load Balancer. */
  SourceIpConfig?: { Values?: readonly string[] | undefined; IpAddressType?: string | undefined } | undefined;
};

type Patterns = { Values?: readonly string[] | undefined; RegexValues?: readonly string[] | undefined };

/** One step of what a rule does. The last of them answers: `forward`, `fixed-response` or `redirect`. */
export type Action = {
  Type: string | undefined;
  /** The lowest is performed first; needed only if there are several actions. */
  Order?: number | undefined;
  TargetGroupArn?: string | undefined;
  ForwardConfig?:
    | {
        TargetGroups?: readonly { TargetGroupArn?: string | undefined; Weight?: number | undefined }[] | undefined;
        TargetGroupStickinessConfig?: { Enabled?: boolean | undefined } | undefined;
      }
    | undefined;
  FixedResponseConfig?: { StatusCode?: string | undefined } | undefined;
  RedirectConfig?: { StatusCode?: string | undefined } | undefined;
  AuthenticateOidcConfig?: { OnUnauthenticatedRequest?: string | undefined } | undefined;
  AuthenticateCognitoConfig?: { OnUnauthenticatedRequest?: string | undefined } | undefined;
};

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Listener.html */
export type ElbListener = {
  ListenerArn?: string | undefined;
  LoadBalancerArn?: string | undefined;
  Port?: number | undefined;
  /** HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, QUIC, … */
  Protocol?: string | undefined;
  DefaultActions?: readonly Action[] | undefined;
  /** The default certificate only; there may be others for other names. */
  Certificates?: readonly { CertificateArn?: string | undefined }[] | undefined;
  MutualAuthentication?: { Mode?: string | undefined } | undefined;
};

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancer.html */
export type ElbLoadBalancer = {
  LoadBalancerArn?: string | undefined;
  DNSName?: string | undefined;
  /** `internet-facing` or `internal`. */
  Scheme?: string | undefined;
  /** `application`, `network` or `gateway`. */
  Type?: string | undefined;
};
