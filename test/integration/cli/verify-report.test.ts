import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../../support/cli.ts';
import { testPki } from '../../support/pki.ts';
import { filesUnder, SigningScene } from '../../support/signing-scene.ts';

let scene: SigningScene;
let signed: string;
const at = (name: string): string => join(scene.documents, name);
const verifying = (...words: readonly string[]): string[] => [
  'verify',
  signed,
  '--offline',
  '--trust',
  join(scene.folder, 'root.cer'),
  ...words,
];

beforeAll(async () => {
  scene = await SigningScene.make();
  signed = at('contract-signed.pdf');
  writeFileSync(join(scene.folder, 'root.cer'), testPki().root.certificate);
  expect((await scene.run(scene.arguments)).status).toBe(0);
});

describe('countersign verify --report', () => {
  it('writes each form; status and object are those of the verdict', async () => {
    const words = ['r.pdf', 'r.xml', 'r.json'].flatMap((name) => ['--report', at(name)]);
    const result = await scene.run(verifying(...words, '--report-language', 'de', '--json'));
    expect(result).toMatchObject({ status: 2, stderr: '' });
    expect(JSON.parse(readFileSync(at('r.json'), 'utf8'))).toEqual(jsonOf(result));
    expect(readFileSync(at('r.xml'), 'utf8')).toContain('urn:etsi:019102:subindication:TRY_LATER');
    expect(readFileSync(at('r.pdf'), 'latin1')).toMatch(/^%PDF-1\.7.*\/Lang \(de\)/s);
  });

  it('writes over nothing, and refuses what means nothing', async () => {
    await scene.refused(verifying('--report', at('r.xml')), { code: 'TARGET_EXISTS', status: 64 });
    await scene.refused(verifying(signed, '--report', at('s.xml')), { code: 'USAGE', status: 64, says: /one file/ });
    await scene.refused(verifying('--p12', scene.keyStore), { code: 'USAGE', status: 64, says: /--report/ });
    const replaced = await scene.run(verifying('--report', at('r.xml'), '--force'));
    expect(replaced).toMatchObject({ status: 2, stderr: '' });
    expect(replaced.stdout).toContain(`\nReport: ${at('r.xml')}\n`);
    expect(replaced.stdout).toContain('no trusted list is kept here');
  });

  it('signs them with a key, or writes none', async () => {
    const key = ['--p12', scene.keyStore, '--pin-env'];
    const refusal = { code: 'PIN_INCORRECT', status: 77 };
    const wrong = { env: { TEST_WRONG: 'wrong' } };
    await scene.refused(verifying('--report', at('s.xml'), ...key, 'TEST_WRONG'), refusal, wrong);
    const words = ['s.pdf', 's.xml', 's.json'].flatMap((name) => ['--report', at(name)]);
    const result = await scene.run(verifying(...words, ...key, 'TEST_PASSWORD'));
    expect(result.status).toBe(2);
    expect(result.stdout).toContain(`\nSignature of the report: ${at('s.json')}.p7s\n`);
    expect(readFileSync(at('s.xml'), 'utf8')).toContain('<ds:Signature Id="report-signature">');
    expect(filesUnder(scene.documents)).toContain('s.json.p7s');
    const again = await scene.run([
      'verify',
      at('s.pdf'),
      '--offline',
      '--trust',
      join(scene.folder, 'root.cer'),
      '--json',
    ]);
    expect(jsonOf(again)).toMatchObject({ verdict: 'INDETERMINATE', signatures: [{ subIndication: 'TRY_LATER' }] });
    scene.expectNothingLeft();
  });
});
