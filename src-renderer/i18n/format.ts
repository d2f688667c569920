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

/** Groups hexadecimal digits by four so that eyes can follow them. */
export function groupHex(hex: string): string {
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
