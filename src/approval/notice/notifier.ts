/** One message to one reviewer, or to everybody on the topic. */
export type Notice = {
  /** One line of ASCII, under 100 characters: what SNS takes as a mail's subject. */
  subject: string;
  /** Plain text. */
  body: string;
  /** What subscriptions can filter by; `reviewer` sends each their own link. */
  attributes: Readonly<Record<string, string>>;
};

/**
 * Hands notices over to what delivers them. Resolves once a notice is taken, which says nothing about its arrival: SNS takes one that no
 * subscription matches. Rejects where it was not taken; whoever calls tries again later.
 */
export interface Notifier {
  publish(notice: Notice, signal: AbortSignal): Promise<void>;
}
