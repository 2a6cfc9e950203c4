/**
 * List prices in US dollars, us-east-1, without free tiers and discounts, as of November 2026. Other Regions differ by some ten percent, and AWS
 * changes prices: the results are estimates.
 *
 * @see https://aws.amazon.com/lambda/pricing/ (arm64), https://aws.amazon.com/s3/pricing/ (S3 Standard), https://aws.amazon.com/sns/pricing/,
 * https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/secrets-manager/pricing/, https://aws.amazon.com/api-gateway/pricing/ (HTTP API), https://aws.amazon.com/sqs/pricing/ (standard queue)
 */
export const prices = {
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.000_013_333_4,
  s3Get: 0.4 / 1e6,
  s3Put: 5 / 1e6,
  snsPublish: 0.5 / 1e6,
  snsMail: 20 / 1e6,
  logGigabyte: 0.5,
  secretRead: 5 / 1e6,
  describeAlarms: 10 / 1e6,
  httpApiRequest: 1 / 1e6,
  sqsRequest: 0.4 / 1e6,
} as const;

export const pricesAsOf = 'us-east-1, November 2026, no free tier';
