import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { listSignatureFields } from '../../src-main/pades/format/fields.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { openFile } from '../../src-main/platform/files.ts';
import { usage } from '../arguments.ts';
import type { Output } from '../output.ts';
import { documentPassword } from '../password.ts';
import type { AddOptions } from './add-field.ts';

interface FieldsOptions extends AddOptions {
  readonly add?: string;
}

/** `countersign fields IN.pdf`: lists, or with --add adds one. */
export async function fields(
  [file = '']: readonly string[],
  options: FieldsOptions,
  output: Output,
): Promise<ExitStatus> {
  if (options.add !== undefined) return (await import('./add-field.ts')).addField(file, options.add, options, output);
  const odd = (['page', 'rect', 'lock', 'output', 'force'] as const).find((name) => options[name] !== undefined);
  if (odd !== undefined) throw usage(`--${odd} belongs to --add NAME, which adds a field.`);
  return list(file, options, output);
}

async function list(file: string, options: FieldsOptions, output: Output): Promise<ExitStatus> {
  const source = await openFile(file);
  try {
    const found = await listSignatureFields(await PdfDocument.open(source, { password: documentPassword(options) }));
    const listed = found.map(({ name, signed, widget }) => ({
      name,
      signed,
      page: widget.page,
      rect:
        widget.rect === null
          ? null
          : [widget.rect.x0, widget.rect.y0, widget.rect.x1 - widget.rect.x0, widget.rect.y1 - widget.rect.y0].map(
              (value) => Math.round(value * 1000) / 1000,
            ),
    }));
    output.object({ file, fields: listed });
    if (listed.length === 0) output.say('No signature fields.');
    for (const field of listed) {
      const place = field.page === null ? 'on no page' : `page ${field.page}, rect ${field.rect?.join(',') ?? 'none'}`;
      output.say(`${field.signed ? 'signed' : 'empty '}  ${field.name}  (${place})`);
    }
    return 0;
  } finally {
    await source.close();
  }
}
