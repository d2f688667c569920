/** What is made of a document: signed in itself or by a signature beside it, put into a container, taken to a higher level, or repaired. */
export type Made = 'signed' | 'extended' | 'container' | 'repaired';

/**
 * Name of a new file: `NAME-signed.pdf`, `NAME.ENDING.p7s`, `NAME.asice`, `NAME-extended.ENDING`, `NAME-repaired.pdf`.
 * @param name of the document it is made of, without a folder
 * @param isPdf whether that is a PDF
 * @param number 2, 3 … where the names before are taken
 */
export function resultName(name: string, made: Made, isPdf: boolean, number = 1): string {
  const at = name.lastIndexOf('.');
  const [stem, ending] = at <= 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
  const count = number === 1 ? '' : `-${number}`;
  if (made === 'container') return `${stem}${count}.asice`;
  if (made === 'signed' && !isPdf) return `${name}${count}.p7s`;
  return `${stem}-${made}${count}${isPdf ? '.pdf' : ending}`;
}
