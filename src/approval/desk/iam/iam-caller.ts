import * as v from 'valibot';

/**
 * The ARN of the identity that signed the request; API Gateway has checked the signature. It is in the event's request context, which only API
 * Gateway writes, and only for a route with IAM authorization: undefined for every other request, no matter what its headers or body contain.
 *
 * @param env what Hono's adapter for Lambda makes of the event
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
 */
export function iamCaller(env: unknown): string | undefined {
  const parsed = v.safeParse(envSchema, env);
  return parsed.success ? parsed.output.requestContext.authorizer.iam.userArn : undefined;
}

const envSchema = v.object({
  requestContext: v.object({
    authorizer: v.object({
      iam: v.object({
        userArn: v.pipe(v.string(), v.maxLength(2048), v.regex(/^arn:[a-z0-9-]+:(iam|sts)::\d{12}:\S+$/)),
      }),
    }),
  }),
});
