import { PdfDict, type PdfObject, PdfRef, PdfStream } from './objects.ts';

/** Every reference inside an object, those of a stream's dictionary included. */
export function references(object: PdfObject | undefined): PdfRef[] {
  const found: PdfRef[] = [];
  collect(object, found);
  return found;
}

function collect(object: PdfObject | undefined, found: PdfRef[]): void {
  if (object instanceof PdfRef) found.push(object);
  else if (Array.isArray(object)) for (const item of object) collect(item, found);
  else if (object instanceof PdfStream) collect(object.dict, found);
  else if (object instanceof PdfDict) for (const value of object.entries.values()) collect(value, found);
}
