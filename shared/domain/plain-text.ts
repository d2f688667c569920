/**
 * Characters that are not seen and change how their neighbours are: controls (a terminal obeys them), line and paragraph
 * separators, changes of direction (`invoice<RLO>fdp.exe` reads as `invoiceexe.pdf`), invisible spaces, halves of surrogate pairs.
 * Joiners and marks of direction stay: scripts need them and they move nothing but themselves.
 */
const DECEPTIVE = /[\p{Cc}\p{Cs}\u00ad\u180e\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** The same where lines and tabs are part of the text. */
const DECEPTIVE_IN_LINES = /[^\P{Cc}\n\t]|[\p{Cs}\u00ad\u180e\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/gu;

/** Text from a file, a certificate or a token as one line that shows what it holds: each deceptive character becomes U+FFFD. */
export function plainLine(text: string): string {
  return text.replace(DECEPTIVE, '\ufffd');
}

/** The same for text of several lines. */
export function plainLines(text: string): string {
  return text.replace(DECEPTIVE_IN_LINES, '\ufffd');
}
