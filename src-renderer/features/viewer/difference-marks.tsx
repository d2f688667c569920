import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { Box } from './differences.ts';
import { pageDifferences } from './use-differences.ts';
import { usePdf } from './use-pdf.ts';

interface DifferenceMarksProps {
  readonly signed: PdfInfo;
  readonly present: PdfInfo;
  readonly password: string | undefined;
  /** From 1. */
  readonly page: number;
  /** Told once where the first place is: its middle, as a fraction of the page's height from the top. */
  readonly onFound: (y: number) => void;
}

/** Marks on a page where it differs from what was signed. */
export function DifferenceMarks({ signed, present, password, page, onFound }: DifferenceMarksProps) {
  const then = usePdf(signed, password);
  const now = usePdf(present, password);
  const [boxes, setBoxes] = useState<readonly Box[]>([]);
  const found = useRef(onFound);
  found.current = onFound;
  const sides = useMemo(
    () =>
      then?.ok === true && now?.ok === true
        ? ([
            { info: signed, pdf: then.pdf },
            { info: present, pdf: now.pdf },
          ] as const)
        : null,
    [then, now, signed, present],
  );
  useEffect(() => {
    if (sides === null) return;
    let gone = false;
    void pageDifferences(sides[0], sides[1], page).then((next) => {
      if (gone) return;
      setBoxes(next ?? []);
      const [first] = next ?? [];
      if (first !== undefined) found.current(first.y + first.height / 2);
    });
    return () => {
      gone = true;
    };
  }, [sides, page]);
  return <Boxes boxes={boxes} />;
}

/** Frames around places; the page beneath stays as it is. */
export function Boxes({ boxes, current = null }: { readonly boxes: readonly Box[]; readonly current?: number | null }) {
  const { t } = useTranslation();
  return boxes.map(({ x, y, width, height }, index) => (
    <div
      key={`${x} ${y}`}
      role="img"
      aria-label={t('looking.place')}
      data-difference={index}
      className={`pointer-events-none absolute rounded-sm ${index === current ? 'outline-3 outline-[#c2410c]' : 'outline-2 outline-[#c2410c]/80'} bg-[#f97316]/12`}
      style={{
        left: `calc(${x * 100}% - 3px)`,
        top: `calc(${y * 100}% - 3px)`,
        width: `calc(${width * 100}% + 6px)`,
        height: `calc(${height * 100}% + 6px)`,
      }}
    />
  ));
}
