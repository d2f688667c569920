import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { loadTrust } from '../../../src-main/workflow/trust-store.ts';
import { testPki } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/tools.ts';

const { root, issuing, issuingCrl } = testPki();

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

const put = (name: string, content: string | Uint8Array) => {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
};
const home = () => locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });

it('reads PEM and DER, files and folders, and passes over what else lies in a folder', async () => {
  const both = toPem(root.certificate, 'CERTIFICATE') + toPem(issuing.certificate, 'CERTIFICATE');
  const bundle = put('bundle.pem', both);
  put('certs/issuing.cer', issuing.certificate);
  put('certs/read me.txt', 'These are the certificates.');
  const lists = put('list.crl', issuingCrl);
  const found = await loadTrust({ trust: [bundle], certs: [join(folder, 'certs')], crls: [lists] }, home());
  expect(found.anchors.map(({ commonName }) => commonName)).toEqual([
    'Countersign Demo Root CA',
    'Countersign Demo Issuing CA 1',
  ]);
  expect(found.certificates).toHaveLength(1);
  expect(found.crls).toHaveLength(1);
});

it.skipIf(process.platform === 'win32')(
  'reads a folder in the order of its names, whatever else lies there and however large it is',
  async () => {
    const names = Array.from({ length: 40 }, (_, index) => `${String(index).padStart(2, '0')}.cer`);
    for (const [index, name] of names.entries()) {
      put(`many/${name}`, (index % 2 === 0 ? root : issuing).certificate);
    }
    for (const name of ['00.bin', '05.bin', '50.bin']) truncateSync(put(`many/${name}`, ''), 20_000_000);
    symlinkSync('07.link', join(folder, 'many', '07.link'));
    mkdirSync(join(folder, 'many', '08.folder'));
    const { anchors } = await loadTrust({ trust: [join(folder, 'many')] }, home());
    const expected = names.map((_, index) => `Countersign Demo ${index % 2 === 0 ? 'Root CA' : 'Issuing CA 1'}`);
    expect(anchors.map(({ commonName }) => commonName)).toEqual(expected);
  },
);

it('adds what the home holds, which needs not be there', async () => {
  expect(await loadTrust({}, home())).toEqual({ anchors: [], certificates: [], crls: [], ocsps: [] });
  put('home/trust/root.cer', root.certificate);
  put('home/crls/issuing.crl', issuingCrl);
  const { anchors, crls } = await loadTrust({}, home());
  expect([anchors.length, crls.length]).toEqual([1, 1]);
});

it.each([
  ['trust', 'a note', 'TRUST_UNREADABLE'],
  ['certs', 'a note', 'TRUST_UNREADABLE'],
  ['crls', 'a note', 'CRL_UNREADABLE'],
  ['trust', null, 'INPUT_MISSING'],
  ['crls', null, 'INPUT_MISSING'],
] as const)('--%s naming %s: %s', async (kind, content, code) => {
  const file = content === null ? join(folder, 'none.pem') : put('note.pem', content);
  await expect(loadTrust({ [kind]: [file] }, home())).rejects.toMatchObject({
    code,
    message: expect.stringContaining('.pem”'),
  });
});

it('refuses a folder in which nothing can be read', async () => {
  put('empty/note.txt', 'nothing here');
  await expect(loadTrust({ trust: [join(folder, 'empty')] }, home())).rejects.toMatchObject({
    code: 'TRUST_UNREADABLE',
    message: expect.stringContaining('“empty”'),
  });
});

it('reads a stricter policy for algorithms, and refuses one that is none', async () => {
  const good = put('policy.json', '{ "hashes": { "sha256": "2020-01-01" } }');
  expect((await loadTrust({ policy: good }, home())).algorithms).toHaveLength(2);
  expect((await loadTrust({}, home())).algorithms).toBeUndefined();
  const bad = put('bad.json', '{ "hash": 1 }');
  await expect(loadTrust({ policy: bad }, home())).rejects.toMatchObject({ code: 'POLICY_UNREADABLE' });
  await expect(loadTrust({ policy: join(folder, 'none') }, home())).rejects.toMatchObject({ code: 'INPUT_MISSING' });
});
