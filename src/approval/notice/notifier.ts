/** One message to one reviewer, or to everybody on the topic. */
export type Notice = {
  /** One line of ASCII, under 100 characters: what SNS accepts as the subject of a mail. */
  subject: string;
  /** Plain text. */
  body: string;
  /** Subscriptions can filter by these; with `reviewer`, each person gets their own link. */
  attributes: Readonly<Record<string, string>>;
};

/**
 * Sends notices to the delivery service. Resolves once a notice is accepted, which does not mean that it arrives: SNS accepts one that no
 * subscription matches. Rejects if it was not accepted; the caller tries again later.
 */
export interface Notifier {
  publish(notice: Notice, signal: AbortSignal): Promise<void>;
}
