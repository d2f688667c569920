import { execFile } from 'node:child_process';

/** What a program printed. */
export interface Ran {
  /** Exit status; -1 where it was ended because it took too long. */
  readonly status: number;
  readonly stdout: Buffer;
  readonly text: string;
}

const LONGEST = 64 * 1024 * 1024;

/** Runs a program to its end or `seconds` long. @throws Error where it is not installed */
export function runProgram(program: string, args: readonly string[], seconds = 20): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const options = {
      encoding: 'buffer' as const,
      timeout: seconds * 1000,
      maxBuffer: LONGEST,
      killSignal: 'SIGKILL' as const,
    };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error !== null && error.code === 'ENOENT') reject(new Error(`${program} is not installed`));
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, stdout, text: `${stdout.toString('latin1')}\n${stderr.toString('latin1')}` });
    });
  });
}

/** How qpdf finds a file: 0 good, 1 warnings, 2 errors; `rebuilt` where it had to look for the objects itself. */
export interface QpdfVerdict {
  readonly rank: 0 | 1 | 2;
  readonly rebuilt: boolean;
  /** Its complaints without names of files, object numbers and offsets. */
  readonly complaints: ReadonlySet<string>;
}

export async function qpdfVerdict(file: string): Promise<QpdfVerdict> {
  const { status, text } = await runProgram('qpdf', ['--check', file]);
  const complaints = text
    .split('\n')
    .filter((line) => /^(WARNING|ERROR|qpdf)/.test(line) || /: error/.test(line))
    .map((line) => line.replaceAll(file, '').replace(/\d+/g, 'N'));
  return {
    rank: status === 0 ? 0 : status === 3 ? 1 : 2,
    rebuilt: /reconstruct cross-reference|Attempting to reconstruct/i.test(text),
    complaints: new Set(complaints),
  };
}

/** Whether qpdf shows a lock of form fields in the file that new fields fall under, or that permits no changes (ISO 32000-2, table 235). */
export async function hasFieldLock(file: string): Promise<boolean> {
  const { text } = await runProgram('qpdf', ['--qdf', '--object-streams=disable', file, '-']);
  const locks = text.match(/<<[^<>]*\/Type \/SigFieldLock[^<>]*>>/g) ?? [];
  return locks.some((lock) => /\/Action \/(?:All|Exclude)|\/P 1\b/.test(lock));
}

/** What poppler says of a file. */
export interface PopplerFacts {
  readonly opens: boolean;
  /** False where the permissions of an encrypted file forbid annotations and signatures. */
  readonly allows: boolean;
}

export async function popplerFacts(file: string): Promise<PopplerFacts> {
  const { status, text } = await runProgram('pdfinfo', [file]);
  const encrypted = /^Encrypted:\s+yes \((.*)\)/m.exec(text)?.[1] ?? '';
  return { opens: status === 0, allows: !/(change|addNotes):no/.test(encrypted) };
}

/** What pdfsig says of each signature, by the name of its field. */
export async function pdfsigVerdicts(file: string): Promise<ReadonlyMap<string, { valid: boolean; whole: boolean }>> {
  const { text } = await runProgram('pdfsig', ['-nocert', file]);
  const [, ...parts] = text.split(/^Signature #\d+:$/m);
  return new Map(
    parts.map((part) => [
      /Signature Field Name: (.*)/.exec(part)?.[1]?.trim() ?? '',
      {
        valid: /Signature Validation: Signature is Valid\./.test(part),
        whole: /- Total document signed/.test(part),
      },
    ]),
  );
}
