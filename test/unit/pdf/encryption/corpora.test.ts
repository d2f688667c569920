import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { runProgram } from '../../../support/cli.ts';
import { firstDifference } from '../../../support/same-document.ts';
import { corporaPath, describeWith, requireTool, temporaryFolder, toolPath } from '../../../support/tools.ts';

interface Known {
  readonly file: string;
  readonly password: string;
  readonly as: 'user' | 'owner';
  readonly method: string;
  /** What qpdf is given where it does not prepare a password as the standard says. */
  readonly prepared?: string;
}

const LONG = 'qwertyuiopasdfghjklzxcvbnm'.repeat(5);
/** Passwords that the projects the files come from publish beside them. */
const KNOWN: readonly Known[] = [
  { file: 'bug1782186.pdf', password: 'Hello', as: 'owner', method: 'AES-128' },
  { file: 'issue6010_1.pdf', password: 'abc', as: 'user', method: 'AES-256' },
  { file: 'issue6010_1.pdf', password: 'owner', as: 'owner', method: 'AES-256' },
  { file: 'issue6010_2.pdf', password: 'æøå', as: 'user', method: 'AES-256' },
  { file: 'pr6531_1.pdf', password: 'asdfasdf', as: 'owner', method: 'AES-256' },
  { file: 'issue3371.pdf', password: 'ELXRTQWS', as: 'owner', method: 'AES-128' },
  { file: 'saslprep-r6.pdf', password: 'S\u00aaSL\u00adprep', as: 'user', method: 'AES-256', prepared: 'SaSLprep' },
  { file: 'print_protection.pdf', password: '1234', as: 'owner', method: 'AES-256' },
  { file: 'enc-XI-R6,V5,U=wwwww,O=wwwww.pdf', password: 'wwwww', as: 'owner', method: 'AES-256' },
  { file: 'enc-R3,V2,U=view,O=view.pdf', password: 'view', as: 'owner', method: 'RC4-128' },
  { file: 'enc-R3,V2,U=view,O=master.pdf', password: 'master', as: 'owner', method: 'RC4-128' },
  { file: 'enc-R3,V2,U=view,O=master.pdf', password: 'view', as: 'user', method: 'RC4-128' },
  { file: 'enc-XI-R6,V5,U=view,attachments,cleartext-metadata.pdf', password: 'view', as: 'owner', method: 'AES-256' },
  { file: 'c-r3.pdf', password: 'user2', as: 'user', method: 'RC4-128' },
  { file: 'c-r4.pdf', password: 'owner2', as: 'owner', method: 'AES-128' },
  { file: 'c-r6-in.pdf', password: 'user4', as: 'user', method: 'AES-256' },
  { file: 'short-O-U.pdf', password: '19723102477', as: 'owner', method: 'AES-128' },
  { file: 'enc-long-password.pdf', password: 'asdf asdf asdf asdf asdf asdf qwer', as: 'owner', method: 'RC4-128' },
  { file: 'enc-XI-long-password.pdf', password: LONG.slice(0, 127), as: 'owner', method: 'AES-256' },
  { file: 'PasswordSample-40bit.pdf', password: 'user', as: 'user', method: 'RC4-40' },
  { file: 'PasswordSample-128bit.pdf', password: 'owner', as: 'owner', method: 'RC4-128' },
  { file: 'PasswordSample-256bit.pdf', password: 'user', as: 'user', method: 'AES-256' },
  { file: 'sign_me_protected.pdf', password: ' ', as: 'owner', method: 'AES-128' },
  { file: 'graph-encrypted-pw=user.pdf', password: 'user', as: 'user', method: 'AES-256' },
  { file: 'encrypted_hello_world_r6-pw=hôtel.pdf', password: 'hôtel', as: 'user', method: 'AES-256' },
  { file: 'MuPDF-AES256-R6-u=user-o=owner.pdf', password: 'owner', as: 'owner', method: 'AES-256' },
  { file: 'THISISATEST_PWP.pdf', password: 'password', as: 'owner', method: 'AES-256' },
  { file: 'bug900822.pdf', password: '', as: 'user', method: 'RC4-40' },
  { file: 'issue17215.pdf', password: '', as: 'user', method: 'RC4-128' },
  { file: 'issue9972-1.pdf', password: '', as: 'user', method: 'AES-128' },
  { file: 'secHandler.pdf', password: '', as: 'user', method: 'AES-256' },
  { file: 'V4-clearmeta.pdf', password: '', as: 'owner', method: 'RC4-128' },
  { file: 'V4-aes-clearmeta.pdf', password: '', as: 'owner', method: 'AES-128' },
  { file: 'copied-positive-P.pdf', password: '', as: 'user', method: 'AES-256' },
  { file: 'minimal-signed-restricted.pdf', password: '', as: 'user', method: 'AES-128' },
  { file: 'encrypted-attachments.pdf', password: 'attachment', as: 'owner', method: 'none' },
];

const folder = corporaPath('odd');
const missing =
  folder === undefined ? 'corpus odd not there' : toolPath('qpdf') === undefined ? 'qpdf not installed' : undefined;

describeWith('encrypted files of the corpus', missing, () => {
  const places = new Map<string, string>();
  for (const file of readdirSync(folder ?? '.', { recursive: true, encoding: 'utf8' })) {
    places.set(basename(file), join(folder ?? '', file));
  }
  const placeOf = (file: string): string => {
    const [, place] = [...places].find(([name]) => name.endsWith(file)) ?? [];
    return place ?? file;
  };

  it.concurrent.each(KNOWN)(
    '$file opens as $as and says what qpdf reads',
    async ({ file, password, as, method, prepared }) => {
      const place = placeOf(file);
      const ours = await PdfDocument.open(bytesSource(readFileSync(place)), { password });
      expect(ours.encryption).toMatchObject({ method, openedAs: as });
      const open = join(temporaryFolder(), 'open.pdf');
      const words = [`--password=${prepared ?? password}`, '--decrypt', '--stream-data=preserve', place, open];
      await runProgram(requireTool('qpdf'), words);
      const theirs = await PdfDocument.open(bytesSource(readFileSync(open)));
      const { path, streams } = await firstDifference(ours, theirs);
      expect(path).toBeUndefined();
      expect(streams).toBeGreaterThan(0);
    },
  );

  it.each([
    ['AES256ExposedMeta.pdf', 'PDF_ENCRYPTED_PUBLIC_KEY'],
    ['AESkeylength128.pdf', 'PDF_ENCRYPTED_PUBLIC_KEY'],
    ['issue3371.pdf', 'PDF_PASSWORD_WRONG'],
    ['c-r3.pdf', 'PDF_PASSWORD_WRONG'],
    ['enc-XI-R6,V5,U=wwwww,O=wwwww.pdf', 'PDF_PASSWORD_WRONG'],
  ])('%s does not open with another password: %s', async (file, code) => {
    const source = bytesSource(readFileSync(placeOf(file)));
    expect(await PdfDocument.open(source, { password: 'another' }).then(() => 'opened', codeOf)).toBe(code);
  });

  it('only attachments encrypted: opens without a password, which is asked for when one is read', async () => {
    const source = bytesSource(readFileSync(placeOf('encrypted-attachments.pdf')));
    const document = await PdfDocument.open(source);
    expect(document.encryption).toMatchObject({ method: 'none', openedAs: 'user' });
    expect(await document.pageCount()).toBe(30);
    const opened = await PdfDocument.open(source, { password: 'attachment' });
    expect(await firstDifference(document, opened).then(() => 'read', codeOf)).toBe('PDF_PASSWORD_REQUIRED');
  });
});
