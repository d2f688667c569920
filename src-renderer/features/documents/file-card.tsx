import { Archive, File, FileKey, FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DocumentInfo, PdfInfo } from '../../../shared/contract/document-calls.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Fact, Facts } from '../../components/facts.tsx';
import { FileName } from '../../components/file-name.tsx';
import { Hex } from '../../components/hex.tsx';
import { Note } from '../../components/note.tsx';
import { Section } from '../../components/section.tsx';
import { formatSize } from '../../i18n/format.ts';

type Shown = Exclude<DocumentInfo, PdfInfo>;

interface FileCardProps {
  readonly info: Shown;
  readonly onReveal: () => void;
}

const ICONS = { file: File, signature: FileKey, container: Archive } as const;

/** A file that is no PDF: what it is called, where it lies, its digest. Nothing of what it holds is drawn. */
export function FileCard({ info, onReveal }: FileCardProps) {
  const { t, i18n } = useTranslation();
  const Icon = ICONS[info.kind];
  return (
    <article className="m-auto w-full max-w-136 p-6">
      <div className="rounded-lg border border-line bg-surface p-6 shadow-card">
        <header className="flex items-start gap-4">
          <span className="grid size-12 shrink-0 place-items-center rounded-md bg-accent-soft text-accent">
            <Icon size={24} strokeWidth={1.5} aria-hidden />
          </span>
          <div className="min-w-0 flex-1">
            <h1 className="break-words font-semibold text-lg">
              <bdi>{plainLine(info.name)}</bdi>
            </h1>
            <p className="mt-0.5 text-muted text-sm">{t(`file.kind.${info.kind}`)}</p>
          </div>
        </header>
        <div className="my-5 border-line border-y py-4">
          <Facts>
            {info.kind === 'signature' ? (
              <Fact name={t('file.over')}>
                <span className="flex gap-2">
                  <bdi className="min-w-0 break-words font-medium">{plainLine(info.content.name)}</bdi>
                  <span className="tabular shrink-0 text-muted">{formatSize(info.content.size, i18n.language)}</span>
                </span>
              </Fact>
            ) : null}
            <Fact name={t('verdict.size')}>
              <span className="tabular">{formatSize(info.size, i18n.language)}</span>
            </Fact>
            <Fact name={t('file.folder')}>
              <bdi>{info.folder === null ? t('file.dropped') : plainLine(info.folder)}</bdi>
            </Fact>
            <Fact name={t('verdict.sha256')}>
              <Hex value={info.sha256} />
            </Fact>
          </Facts>
          <div className="mt-4 flex flex-wrap gap-2">
            <CopyButton text={info.sha256} label={t('file.copySha256')} />
            {info.folder === null ? null : (
              <Button size="sm" onClick={onReveal}>
                <FolderOpen size={13} aria-hidden />
                {t('result.showInFolder')}
              </Button>
            )}
          </div>
        </div>
        {info.kind === 'container' ? <Contents info={info} /> : null}
        {info.kind === 'file' ? <Note>{t('file.notShown')}</Note> : <Note>{t(`file.about.${info.kind}`)}</Note>}
      </div>
    </article>
  );
}

/** Of a container that holds more, only so many are named. */
const MOST_NAMED = 200;

function Contents({ info: { files } }: { readonly info: Extract<Shown, { kind: 'container' }> }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="mb-5">
      <Section title={t('file.inside', { count: files.length })}>
        <ul aria-label={t('file.inside', { count: files.length })} className="flex flex-col divide-y divide-line">
          {files.slice(0, MOST_NAMED).map(({ name, size }) => (
            <li key={name} title={plainLine(name)} className="flex h-8 items-center gap-2.5 text-sm">
              <File size={14} aria-hidden className="shrink-0 text-faint" />
              <FileName text={name} />
              <span className="tabular shrink-0 text-muted text-xs">{formatSize(size, i18n.language)}</span>
            </li>
          ))}
        </ul>
        {files.length <= MOST_NAMED ? null : (
          <p className="mt-2 text-muted text-xs">{t('file.more', { count: files.length - MOST_NAMED })}</p>
        )}
      </Section>
    </div>
  );
}
