/** What Slack sends: the two headers, as they are, and the bytes of the body. */
export type SignedBySlack = { timestamp: string | undefined; signature: string | undefined; body: Uint8Array };

/** A modal of Slack. All text is `plain_text`, in which nothing is a link or a mention. */
export type SlackView = { type: 'modal'; [key: string]: unknown };

export type SlackAnswer =
  | { response_action: 'errors'; errors: Record<string, string> }
  | { response_action: 'update'; view: SlackView };

/** The answer to Slack. Without a body, Slack shows nothing, or that it did not work if the status is another one than 200. */
export type SlackReply = {
  status: 200 | 401 | 403;
  body?: SlackAnswer;
  /** For the log. */
  did: string;
  /** For the log: the request that it was about, and the account. */
  about?: { request?: string; slackUser: string; voter?: string };
};
