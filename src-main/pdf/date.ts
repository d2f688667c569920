const PATTERN =
  /^D:(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})?)?)?)?)?)?(?:(Z)(?:00'?00'?)?|([+-])(\d{2})'?(?:(\d{2})'?)?)?$/;

/** A time as a PDF date in UTC (ISO 32000-2, 7.9.4): `D:YYYYMMDDHHmmSSZ`. */
export function formatPdfDate(time: Date): string {
  return `D:${time.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

/** A PDF date as ISO 8601 in UTC, whole seconds. Parts left out are the least they can be; no zone counts as UTC. Null for what is no date. */
export function parsePdfDate(text: string): string | null {
  const match = PATTERN.exec(text.trim());
  if (match === null) return null;
  const part = (index: number, otherwise: number): number =>
    match[index] === undefined ? otherwise : Number(match[index]);
  const [year, month, day] = [part(1, 0), part(2, 1), part(3, 1)];
  const [hour, minute, second] = [part(4, 0), part(5, 0), part(6, 0)];
  const [zoneHour, zoneMinute] = [part(9, 0), part(10, 0)];
  if (hour > 23 || minute > 59 || second > 59 || zoneHour > 23 || zoneMinute > 59) return null;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const shown = new Date(local);
  // Date.UTC takes years below 100 for 19xx and carries impossible days over
  if (shown.getUTCFullYear() !== year || shown.getUTCMonth() !== month - 1 || shown.getUTCDate() !== day) return null;
  const offset = (zoneHour * 60 + zoneMinute) * 60_000 * (match[8] === '-' ? -1 : 1);
  const utc = new Date(local - offset);
  return utc.getUTCFullYear() > 9999 || utc.getUTCFullYear() < 0 ? null : `${utc.toISOString().slice(0, 19)}Z`;
}
