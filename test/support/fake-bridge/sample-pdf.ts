import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib';

const CLAUSES = [
  [
    'Subject of the agreement',
    'The provider maintains the land register extracts of the client and delivers them in the form and at the times that schedule A sets out. Each delivery is complete when it has been acknowledged in writing.',
  ],
  [
    'Duties of the client',
    'The client names one person who may give instructions and keeps the list of authorised signatories current. An instruction given by another person binds neither party until it has been confirmed.',
  ],
  [
    'Fees',
    'The yearly fee is due on the first working day of January and falls to be adjusted by the consumer price index published for the month of October before. A fee in arrears for thirty days bears interest at the statutory rate.',
  ],
  [
    'Confidentiality',
    'Neither party discloses what it learns of the affairs of the other, during the term and for ten years after it, save where a court or an authority with jurisdiction so orders, and then only after notice to the other party.',
  ],
  [
    'Term and notice',
    'The agreement runs for three years and is renewed for one year at a time unless notice is given in writing six months before its end. The right to terminate for good cause remains.',
  ],
  [
    'Closing provisions',
    'Amendments need the written form, which a qualified electronic signature satisfies. Should one provision be void, the others stand, and the parties replace it by one that comes nearest to its purpose.',
  ],
] as const;

const INK = rgb(0.1, 0.11, 0.14);

/**
 * A contract of as many pages as wanted, set so that it looks like one.
 * @param noted pages on which a sentence was put over the text
 */
export async function contractPdf(pages: number, noted: readonly number[] = []): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const serif = await pdf.embedFont(StandardFonts.TimesRoman);
  const bold = await pdf.embedFont(StandardFonts.TimesRomanBold);
  for (let index = 0; index < pages; index += 1) {
    const page = pdf.addPage([595.28, 841.89]);
    let y = 770;
    if (index === 0) {
      page.drawText('Service Agreement', { x: 72, y, size: 24, font: bold, color: INK });
      page.drawText('between Harbour & Finch Notaries, Windhoek, and Meridian Title Services Ltd', {
        x: 72,
        y: y - 26,
        size: 11,
        font: serif,
        color: INK,
      });
      page.drawLine({ start: { x: 72, y: y - 42 }, end: { x: 523, y: y - 42 }, thickness: 0.7, color: INK });
      y -= 78;
    }
    for (let n = 0; n < 4; n += 1) {
      const number = index * 4 + n + 1;
      const [title, text] = CLAUSES[(number - 1) % CLAUSES.length] ?? CLAUSES[0];
      page.drawText(`${number}.  ${title}`, { x: 72, y, size: 13, font: bold, color: INK });
      y = paragraph(page, text, serif, y - 20) - 22;
    }
    if (noted.includes(index + 1)) {
      page.drawRectangle({ x: 150, y: 560, width: 290, height: 46, color: rgb(1, 0.98, 0.8) });
      page.drawText('The fee is doubled from next year on.', { x: 162, y: 578, size: 13, font: bold, color: INK });
    }
    page.drawText(`Page ${index + 1} of ${pages}`, { x: 270, y: 40, size: 9, font: serif, color: INK });
  }
  return pdf.save();
}

function paragraph(page: PDFPage, text: string, font: PDFFont, top: number): number {
  let y = top;
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (font.widthOfTextAtSize(longer, 11) > 451) {
      page.drawText(line, { x: 72, y, size: 11, font, color: INK });
      y -= 15.5;
      line = word;
    } else line = longer;
  }
  page.drawText(line, { x: 72, y, size: 11, font, color: INK });
  return y - 15.5;
}

/** A page of the size of a mark with a rule, a name and its words. */
export async function markPdf(mark: {
  width: number;
  height: number;
  name: string;
  reason: string;
}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const page = pdf.addPage([mark.width, mark.height]);
  page.drawRectangle({ x: 0, y: 0, width: 2, height: mark.height, color: rgb(0.1, 0.38, 0.56) });
  page.drawText(mark.name, { x: 10, y: mark.height / 2, size: 14, font, color: INK });
  page.drawText(mark.reason, { x: 10, y: mark.height / 2 - 14, size: 8, font, color: INK });
  return pdf.save();
}
