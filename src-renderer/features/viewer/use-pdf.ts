import { useEffect, useState } from 'react';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import { type Opened, openPdf } from './pdf-document.ts';

/** A document as pdf.js reads it, open as long as the component that shows it. Null until it is known. */
export function usePdf(info: PdfInfo, password: string | undefined): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(() => {
    let gone = false;
    setOpened(null);
    const { opened: opening, close } = openPdf(info, password);
    void opening.then((result) => {
      if (!gone) setOpened(result);
    });
    return () => {
      gone = true;
      close();
    };
  }, [info, password]);
  return opened;
}
