import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';

const client = new S3Client({ forcePathStyle: true });

/** The approval hook's poll with nothing but the SDK: event in, one S3 GET, IN_PROGRESS out. */
export const handler = async (event: { resourceArn: string; lifecycleStage: string }) => {
  const [, , , region, account, path = ''] = event.resourceArn.split(':');
  const [, cluster, service, deployment] = path.split('/');
  const key = `approvals/${account}/${region}/${cluster}/${service}/${deployment}/${event.lifecycleStage}.json`;
  const { Body } = await client.send(new GetObjectCommand({ Bucket: process.env['LEDGER_BUCKET'], Key: key }));
  const request = JSON.parse((await Body?.transformToString()) ?? '{}') as { status?: string };
  return request.status === 'APPROVED'
    ? { hookStatus: 'SUCCEEDED' }
    : { hookStatus: 'IN_PROGRESS', callBackDelay: 30, hookDetails: { status: request.status } };
};
