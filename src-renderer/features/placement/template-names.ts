/** What may stand in braces in the words of a mark. */
export const TEMPLATE_NAMES = [
  'name',
  'date',
  'day',
  'time',
  'reason',
  'location',
  'contact',
  'issuer',
  'serial',
  'organisation',
  'unit',
  'country',
  'email',
  'subject',
  'field',
] as const;

const TOKEN = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
const DATED = ['date', 'day', 'time'];

/** What of a template could not be filled in: names that there are not, braces that stand alone. */
export function unfillable(template: string): string[] {
  const known: readonly string[] = TEMPLATE_NAMES;
  return [...template.matchAll(TOKEN)].flatMap(([token, inner]) => {
    if (token === '{{' || token === '}}') return [];
    const [name = '', style] = (inner ?? '').split(':');
    const isStyled = style === undefined || (DATED.includes(name) && ['iso', 'de', 'en'].includes(style));
    return inner !== undefined && known.includes(name) && isStyled ? [] : [token];
  });
}
