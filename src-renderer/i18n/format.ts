/** ISO 8601 in the zone of this computer, the zone always written: "2026-11-21 09:15:04 +01:00". */
export function formatTime(iso: string): string {
  const at = new Date(iso);
  const offset = -at.getTimezoneOffset();
  const zone =
    offset === 0
      ? 'UTC'
      : `${offset < 0 ? '−' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`;
  return `${formatDate(iso)} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${zone}`;
}

/** "2026-11-21" in the zone of this computer. */
export function formatDate(iso: string): string {
  const at = new Date(iso);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** "18.4 MB" with the separators of the language. */
export function formatSize(bytes: number, language: string): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${units[unit] ?? 'B'}`;
}

/** The common name of an RFC 4514 string, or the whole string where it has none. Undoes the escapes of RFC 4514, 2.4. */
export function commonName(distinguishedName: string): string {
  const match = /(?:^|[,+])\s*CN=((?:\\.|[^,+\\])*)/i.exec(distinguishedName);
  const raw = match?.[1];
  if (raw === undefined || raw === '') return distinguishedName;
  const bytes: number[] = [];
  for (let i = 0; i < raw.length; i += 1) {
    const hex = raw[i] === '\\' ? /^[0-9a-f]{2}/i.exec(raw.slice(i + 1)) : null;
    if (hex) {
      bytes.push(Number.parseInt(hex[0], 16));
      i += 2;
    } else {
      if (raw[i] === '\\') i += 1;
      const point = raw.codePointAt(i) ?? 0;
      bytes.push(...new TextEncoder().encode(String.fromCodePoint(point)));
      if (point > 0xffff) i += 1;
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Groups hexadecimal digits by four so that eyes can follow them. */
export function groupHex(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
