import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encryptPdf, OWNER, USER } from '../../support/encrypt.ts';
import { buildPdf, buildRaw, CATALOG } from '../../support/pdf-builder.ts';
import { SigningScene } from '../../support/signing-scene.ts';
import { describeWithTool, temporaryFolder } from '../../support/tools.ts';
import { mutoolVerdicts, pdfsigVerdicts, qpdfComplaint } from '../../support/witnesses.ts';
import { Workbench } from '../../support/workbench.ts';

const FORM = buildPdf({ fields: [{ name: 'Approval', rect: [60, 60, 200, 100] }] });

async function sceneOf(
  words: readonly string[],
  user: string = USER,
  pdf: Uint8Array = buildPdf(),
): Promise<SigningScene> {
  const file = await encryptPdf(pdf, temporaryFolder(), { words, user });
  return SigningScene.make({ source: readFileSync(file) });
}

const withPassword = (password: string) => ({ env: { DOCUMENT: password } });
const PASSWORD_WORDS = ['--password-env', 'DOCUMENT'];

describeWithTool('qpdf', 'an encrypted document is refused', () => {
  it('without its password and with another one, by every command', async () => {
    const scene = await sceneOf(['256']);
    const commands = [scene.arguments, ['verify', scene.source], ['fields', scene.source]];
    for (const args of commands) {
      await scene.refused(args, { code: 'PDF_PASSWORD_REQUIRED', status: 66, says: /--password-env/ });
      const { stdout, stderr } = await scene.refused(
        [...args, ...PASSWORD_WORDS],
        { code: 'PDF_PASSWORD_WRONG', status: 66 },
        withPassword('not-the-password'),
      );
      expect(stdout + stderr).not.toContain('not-the-password');
    }
  });

  it('where the variable is not set', async () => {
    const scene = await sceneOf(['256']);
    const args = [...scene.arguments, '--password-env', 'NO_SUCH_VARIABLE'];
    await scene.refused(args, { code: 'USAGE', status: 64, says: /NO_SUCH_VARIABLE/ });
  });

  it('where its author permits no signature, before the PIN; the owner may sign', async () => {
    const scene = await sceneOf(['256', '--modify=none'], '', FORM);
    const noPin = scene.arguments.filter((word) => word !== '--pin-env' && word !== 'TEST_PASSWORD');
    await scene.refused(noPin, { code: 'PERMISSION_DENIED', status: 1, says: /new signature fields/ });
    const field = ['--field', 'Approval'];
    await scene.refused([...noPin, ...field], { code: 'PERMISSION_DENIED', status: 1, says: /filling in form fields/ });
    const signed = await scene.run([...scene.arguments, ...field, ...PASSWORD_WORDS], withPassword(OWNER));
    expect(signed.status, signed.stderr).toBe(0);
  });

  it('where its author permits filling in only: not for a new field, but for the one that is there', async () => {
    const scene = await sceneOf(['256', '--modify=form'], '', FORM);
    await scene.refused(scene.arguments, { code: 'PERMISSION_DENIED', status: 1, says: /may be signed: “Approval”/ });
    const signed = await scene.run([...scene.arguments, '--field', 'Approval']);
    expect(signed.status, signed.stderr).toBe(0);
  });

  it('for the certificates of its recipients, or in a way nobody knows, by name', async () => {
    const refusals = [
      [
        '/Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4',
        { code: 'PDF_ENCRYPTED_PUBLIC_KEY', says: /Adobe\.PubSec/ },
      ],
      ['/Filter /Made.Up /V 1', { code: 'PDF_ENCRYPTED', says: /Made\.Up/ }],
      ['/Filter /Standard /V 6 /R 7', { code: 'PDF_ENCRYPTED', says: /version 6, revision 7/ }],
    ] as const;
    for (const [entries, refusal] of refusals) {
      const objects = new Map([[CATALOG, '<< /Type /Catalog /Pages 2 0 R >>']]);
      const scene = await SigningScene.make({ source: buildRaw(objects, `/Encrypt << ${entries} >>`) });
      await scene.refused(scene.arguments, { ...refusal, status: 66 });
    }
  });
});

describeWithTool(['qpdf', 'pdfsig', 'mutool'], 'an encrypted document is signed', () => {
  it('three times with what the product draws, listed and verified with its password', async () => {
    const bench = new Workbench();
    const key = await bench.keyStore('rsa-2048');
    const encrypted = await encryptPdf(FORM, bench.folder, { words: ['256'] });
    const steps = [
      { password: USER, words: ['--page', '1', '--rect', '60,300,220,60', '--reason', 'Ich bin dafür'] },
      { password: OWNER, words: ['--field', 'Approval'] },
      { password: USER, words: [] },
    ];
    let file = encrypted;
    for (const [index, { password, words }] of steps.entries()) {
      const next = bench.at(`signed-${index}.pdf`);
      const args = ['sign', file, '-o', next, ...bench.trusting.slice(0, 2), ...key, ...words, ...PASSWORD_WORDS];
      await bench.json(args, 0, withPassword(password));
      file = next;
    }
    const verify = ['verify', file, ...bench.trusting, ...PASSWORD_WORDS];
    const report = await bench.json(verify, 0, withPassword(USER));
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'changed-permitted', visualChange: false });
    const listed = await bench.json(['fields', file, ...PASSWORD_WORDS], 0, withPassword(OWNER));
    expect(listed.fields).toMatchObject([{ name: 'Approval', signed: true }, { signed: true }, { signed: true }]);
    expect(await qpdfComplaint(file, USER)).toBe('');
    const valid = [true, true, true];
    expect((await pdfsigVerdicts(file, USER)).map((one) => one.valid)).toEqual(valid);
    expect((await mutoolVerdicts(file, USER)).map((one) => one.valid)).toEqual(valid);
  });

  it('without a word where its user password is empty, beside one that is not encrypted', async () => {
    const scene = await sceneOf(['128', '--use-aes=y'], '');
    const other = scene.source.replace('contract', 'open');
    writeFileSync(other, buildPdf());
    const result = await scene.run(
      ['sign', scene.source, other, ...scene.arguments.slice(2), ...PASSWORD_WORDS],
      withPassword('x'),
    );
    expect(result.status, result.stderr).toBe(0);
    expect(result.stdout + result.stderr).not.toContain('password');
  });
});
