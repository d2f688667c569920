import type { PdfDocument } from '../../pdf/document.ts';
import { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import { followed } from './followed.ts';
import { firstPages, REACHED, readable } from './page-parts.ts';
import type { SecondReading } from './second-reading.ts';

/**
 * Layers (ISO 32000-2, 8.11) that no list of layers shows to the reader (8.11.4.3, /Order): all of them switched on. Those that a reader
 * can switch in the panel of layers are nothing hidden.
 */
export async function layerReadings(document: PdfDocument): Promise<SecondReading[]> {
  if (document.revision !== document.revisions.length) return [];
  const { ref, dict } = await document.catalog();
  const resolved = (value: PdfObject | undefined) => readable(() => document.resolve(value));
  const properties = await resolved(dict.get('OCProperties'));
  const settings = properties instanceof PdfDict ? await resolved(properties.get('D')) : null;
  const groups = properties instanceof PdfDict ? await resolved(properties.get('OCGs')) : null;
  if (!(properties instanceof PdfDict) || !Array.isArray(groups)) return [];
  const usual = settings instanceof PdfDict ? settings : new PdfDict([]);
  const listed = await listedLayers(document, usual.get('Order'));
  const hidden = groups.filter((group): group is PdfRef => group instanceof PdfRef && !listed.has(group.num));
  if (hidden.length === 0) return [];
  const numbers = new Set(hidden.map(({ num }) => num));
  const [off, on] = [await resolved(usual.get('OFF')), await resolved(usual.get('ON'))];
  const stillOff = Array.isArray(off) ? off.filter((one) => !(one instanceof PdfRef && numbers.has(one.num))) : [];
  const shown = usual.with({ OFF: stillOff, ON: [...(Array.isArray(on) ? on : []), ...hidden] });
  const update = new IncrementalUpdate(document);
  update.put(ref, dict.with({ OCProperties: properties.with({ D: shown }) }));
  return [
    {
      what: 'a layer that is switched off',
      source: followed(document, update.layout()),
      pages: await firstPages(document),
      samePages: true,
      annotations: true,
      counts: 'exchange',
      comparesText: false,
      replaced: undefined,
      replacesPages: false,
    },
  ];
}

/** Numbers of the layers in a list of layers and the lists within it. */
async function listedLayers(document: PdfDocument, order: PdfObject | undefined): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  const queue: (PdfObject | undefined)[] = [order];
  for (let seen = 0; queue.length > 0 && seen < REACHED; seen++) {
    const next = queue.pop();
    const value = await readable(() => document.resolve(next));
    if (Array.isArray(value)) queue.push(...value);
    else if (next instanceof PdfRef) found.add(next.num);
  }
  return found;
}
