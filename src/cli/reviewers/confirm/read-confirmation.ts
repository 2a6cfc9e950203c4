/** What a link in AWS's mail says. The token confirms the subscription, so it must not be printed. */
export type Confirmation = { token: string; topicArn: string | undefined };

/**
 * Reads the link, or its token alone, as people copy it: broken over lines, quoted, with punctuation around it, from the source of the mail, or
 * inside a link of a mail filter. Undefined if there is no token.
 *
 * @example readConfirmation('https://sns.eu-west-1.amazonaws.com/confirmation.html?TopicArn=arn:aws:sns:eu-west-1:111122223333:approvals&Token=2336…')
 */
export function readConfirmation(pasted: string): Confirmation | undefined {
  const text = decode(joinLines(fromMailSource(pasted)));
  const token = /[?&]Token=(\w{20,})/.exec(text)?.[1] ?? /^[\s"'<(]*([0-9A-Za-z]{20,})[\s"'>).,;]*$/.exec(text)?.[1];
  if (token === undefined) return undefined;
  return { token, topicArn: /[?&]TopicArn=(arn:[\w:.-]+)/.exec(text)?.[1] };
}

/** The other link that SNS sends; it is at the end of every mail. */
export function isUnsubscribeLink(pasted: string): boolean {
  return /unsubscribe\.html|Action=Unsubscribe/.test(decode(joinLines(pasted)));
}

/** Quoted-printable, as in the source of a mail: `=3D` for an equals sign, and `=` at the end of a line that continues. */
function fromMailSource(text: string): string {
  return /=3D/i.test(text) ? text.replace(/=[ \t]*\r?\n/g, '').replace(/=([0-9A-F]{2})/gi, character) : text;
}

function joinLines(text: string): string {
  return text.trim().replace(/[ \t]*(?:\r\n?|\n)[>\s]*/g, '');
}

/** Links of mail filters contain the link, percent-encoded (Safe Links) or with a hyphen instead of the percent sign (URL Defense). */
function decode(text: string): string {
  const plain = /-26Token-3D/i.test(text) ? text.replace(/-([0-9A-F]{2})/gi, character) : text;
  const once = (encoded: string) => encoded.replace(/%([0-9A-F]{2})/gi, character);
  return once(once(plain)).replaceAll('&amp;', '&');
}

function character(_whole: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
