import * as v from 'valibot';
import { deskReaders } from '../../../approval/desk/desk-readers.ts';
import { awsEntries, bucket, httpsUrl, namesOneKey, optionalText, signingKeyEntries } from '../environment.ts';
import { httpGateCallbacks } from './http-gate-callbacks.ts';

export const deskEnvironmentSchema = v.pipe(
  v.object({
    ...awsEntries,
    ...signingKeyEntries,
    LEDGER_BUCKET: bucket,
    DESK_URL: httpsUrl,
    /** The queue of the pause bridge, if there is one. */
    PAUSE_QUEUE_URL: optionalText,
    /** `yes` if the browser hook is deployed, and the desk may read its pictures. */
    SCREENSHOTS: v.optional(v.picklist(['yes', 'no'], 'expected yes or no'), 'no'),
    /** Where people can sign in, if anywhere. The rest of its settings is read when somebody does. */
    OIDC_ISSUER: optionalText,
    /** Who of those that have signed in may read every request. */
    DESK_READERS: v.optional(v.picklist(deskReaders, 'expected recognized or everybody'), 'recognized'),
    /** Whether the systems of teams may answer gates here. */
    HTTP_GATE_CALLBACKS: httpGateCallbacks,
    /** The secret of the Slack app, if people may decide there. That of its token is read when somebody does. */
    SLACK_APP_SECRET_ID: optionalText,
  }),
  v.check((environment) => namesOneKey(environment), 'set one of SIGNING_KEY_SECRET_ID and SIGNING_KEY_PARAMETER'),
);
