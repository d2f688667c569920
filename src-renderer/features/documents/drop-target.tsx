import { FileDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

/** What a person dropped: a file, or a folder. */
export interface Dropped {
  readonly file: File;
  /** The folder as the browser lets it be read; null for a file. */
  readonly folder: FileSystemDirectoryEntry | null;
}

interface DropTargetProps {
  /** What will become of what hovers. */
  readonly title: string;
  readonly hint: string;
  readonly onDrop: (dropped: readonly Dropped[]) => void;
}

/** The whole window takes files. Shows where the drop will go while something hovers. */
export function DropTarget({ title, hint, onDrop }: DropTargetProps) {
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;

  useEffect(() => {
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const hover = (event: DragEvent) => {
      // Without this the browser would open the file in place of the window.
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      const dropped = [...(event.dataTransfer?.items ?? [])].flatMap(droppedOf);
      if (dropped.length > 0) latest.current(dropped);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragover', hover);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragover', hover);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, []);

  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-scrim p-8">
      <div className="flex animate-appear flex-col items-center rounded-lg border-2 border-accent border-dashed bg-surface px-14 py-10 shadow-float">
        <FileDown size={30} strokeWidth={1.5} className="mb-3 text-accent" aria-hidden />
        <p className="font-semibold text-lg">{title}</p>
        <p className="mt-1 text-muted text-sm">{hint}</p>
      </div>
    </div>
  );
}

/** Only while the drop is handled does the browser tell what it is. */
function droppedOf(item: DataTransferItem): Dropped[] {
  const file = item.getAsFile();
  if (file === null) return [];
  const entry = item.webkitGetAsEntry();
  return [{ file, folder: entry?.isDirectory === true ? (entry as FileSystemDirectoryEntry) : null }];
}
