/** The common name of an RFC 4514 string, or the whole string where it has none. Undoes the escapes of RFC 4514, 2.4. */
export function commonName(distinguishedName: string): string {
  return valueIn(/(?:^|[,+])\s*CN=((?:\\.|[^,+\\])*)/i.exec(distinguishedName)) ?? distinguishedName;
}

/** The organisation of an RFC 4514 string; null where it names none. */
export function organisation(distinguishedName: string): string | null {
  return valueIn(/(?:^|[,+])\s*O=((?:\\.|[^,+\\])*)/i.exec(distinguishedName));
}

function valueIn(match: RegExpExecArray | null): string | null {
  const raw = match?.[1];
  if (raw === undefined || raw === '') return null;
  return raw.replace(
    /(?:\\[0-9a-f]{2})+|\\(.)/giu,
    (escaped: string, sign: string | undefined) => sign ?? utf8(escaped),
  );
}

/** What escaped octets of UTF-8 stand for. */
function utf8(escaped: string): string {
  try {
    return decodeURIComponent(escaped.replaceAll('\\', '%'));
  } catch {
    return '\ufffd';
  }
}
