/** RFC 3454, B.1: mapped to nothing. */
const DROPPED = /\u034f|[\u180b-\u180d\ufe00-\ufe0f]|[\u00ad\u1806\u200b-\u200d\u2060\ufeff]/gu;
/** RFC 3454, C.1.2: spaces that are not ASCII. */
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;

/**
 * Maps and normalises a password as SASLprep does (RFC 4013, 2.1 and 2.2). What it prohibits is let pass: a password that opens the
 * file opens it.
 */
export function saslprep(password: string): string {
  return password.replace(SPACES, ' ').replace(DROPPED, '').normalize('NFKC');
}
