import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { EU_SCHEME } from '../../../../src-main/trust/lists/eu-scheme.ts';
import {
  authenticateListOfLists,
  authenticateNationalList,
  type NamedList,
  nationalPointers,
  type Scheme,
} from '../../../../src-main/trust/lists/list-of-lists.ts';
import { readTrustedList } from '../../../../src-main/trust/lists/read-list.ts';
import { describeWithCorpus } from '../../../support/tools.ts';

describeWithCorpus('trusted-lists', 'trusted lists of the European Union', (corpus) => {
  const folder = join(corpus, 'dss-tsl/dss-tsl-validation/src/test/resources');
  const read = new Map<string, NamedList>();
  const load = (file: string): NamedList => {
    const known = read.get(file);
    if (known !== undefined) return known;
    const found = { name: basename(file), list: readTrustedList(readFileSync(join(folder, file)), basename(file)) };
    read.set(file, found);
    return found;
  };
  const pivotAt = (uri: string) => {
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    return name.startsWith('eu-lotl-pivot') ? load(`lotlCache/${name}`) : load(`pivots/${name}`);
  };
  const pointers = () => nationalPointers(load('lotlCache/EU.xml').list);

  it('leads from the published certificates over four pivots to the list of lists of 2024', () => {
    const signer = authenticateListOfLists(load('lotlCache/eu-lotl-pivot-341.xml'), EU_SCHEME, pivotAt);
    expect(signer.commonName).toBe('EUROPEAN COMMISSION');
  });

  it('the signers of 2024 are those that the next publication names', () => {
    const { pointers: all } = load('lotlCache/eu-lotl-pivot-341.xml').list;
    const named = all.filter(({ type }) => type === 'EUlistofthelists').flatMap(({ signers }) => signers);
    const [newest] = EU_SCHEME.publications;
    const common = named.filter(({ sha256 }) => newest?.signers.has(sha256));
    expect(common.map(({ commonName }) => commonName)).toEqual(
      expect.arrayContaining(['EUROPEAN COMMISSION', 'Patrick Kremer (Signature)', 'APOSTOLOS APLADAS']),
    );
  });

  it('asks for a pivot that is missing', () => {
    const current = load('lotlCache/eu-lotl-pivot-341.xml');
    const without = (uri: string) => (uri.includes('335') ? undefined : pivotAt(uri));
    expect(() => authenticateListOfLists(current, EU_SCHEME, without)).toThrow(
      expect.objectContaining({
        code: 'TRUSTED_LIST_PIVOT',
        message: expect.stringContaining('eu-lotl-pivot-335.xml'),
      }),
    );
  });

  it('goes on over a newer publication, and refuses a list that names only that', () => {
    const [first] = load('pivots/lotl_test_loc_01.xml').list.pointers;
    const scheme: Scheme = {
      location: '',
      publications: [
        {
          title: 'first',
          marks: ['OJ.C_.2019.276.01.0001.01'],
          signers: new Set(first?.signers.map(({ sha256 }) => sha256)),
        },
      ],
    };
    const signer = authenticateListOfLists(load('pivots/lotl_test_OJ_2_pivot_02.xml'), scheme, pivotAt);
    expect(signer.commonName).toBe('LOTL signer 6');
    expect(() => authenticateListOfLists(load('pivots/lotl_test_OJ-2_reset_pivot.xml'), scheme, pivotAt)).toThrow(
      expect.objectContaining({ code: 'TRUSTED_LIST_PIVOT' }),
    );
  });

  // One of each make: references to the document by name or not, with and without canonical forms, several digests.
  it.each(['AT', 'BE', 'CY', 'FI', 'IE', 'IS', 'LI', 'MT', 'SE'])(
    'the list of %s holds with a signer that the list of lists names',
    (name) => {
      expect(() => authenticateNationalList(load(`lotlCache/${name}.xml`), pointers())).not.toThrow();
    },
  );

  it.each([
    ['lotlCache/CZ_broken-sig.xml', 'TRUSTED_LIST_SIGNATURE'],
    ['lotlCache/CZ_empty.xml', 'TRUSTED_LIST_UNREADABLE'],
    ['lotlCache/CZ_no-sig.xml', 'TRUSTED_LIST_UNSIGNED'],
    ['lotlCache/CZ_not-compliant.xml', 'TRUSTED_LIST_MALFORMED'],
    ['lotlCache/CZ_not-conform.xml', 'TRUSTED_LIST_UNREADABLE'],
    ['lotlCache/CZ_not-parsable.xml', 'TRUSTED_LIST_UNREADABLE'],
    ['lotlCache/CZ_two-sigs.xml', 'TRUSTED_LIST_WRAPPED'],
    ['fi-v5.xml', 'TRUSTED_LIST_SIGNER'],
    ['fi-v5-invalid.xml', 'TRUSTED_LIST_MALFORMED'],
    ['fi-v5-sig-cert-v2.xml', 'TRUSTED_LIST_SIGNER'],
    ['fi-v6-no-service-information.xml', 'TRUSTED_LIST_MALFORMED'],
    ['fi-v6-no-tsp-information.xml', 'TRUSTED_LIST_MALFORMED'],
    ['tsl-sk-minimal-dss-1911.xml', 'TRUSTED_LIST_SIGNATURE'],
    ['mra-zz-tl.xml', 'TRUSTED_LIST_SIGNER'],
    ['tl-empty.xml', 'TRUSTED_LIST_MALFORMED'],
    ['tl-empty-with-identifier.xml', 'TRUSTED_LIST_MALFORMED'],
    ['tsl-pe.xml', 'TRUSTED_LIST_VERSION'],
    ['sample.xml', 'TRUSTED_LIST_MALFORMED'],
  ])('refuses the national list %s for what is wrong with it', (file, code) => {
    expect(() => authenticateNationalList(load(file), pointers())).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['lotlCache/eu-lotl_broken-sig.xml', 'TRUSTED_LIST_SIGNATURE'],
    ['lotlCache/eu-lotl_non-compliant.xml', 'TRUSTED_LIST_MALFORMED'],
    ['lotlCache/eu-lotl_not-parsable.xml', 'TRUSTED_LIST_UNREADABLE'],
    ['eu-lotl-broken-sig.xml', 'TRUSTED_LIST_SIGNATURE'],
    ['eu-lotl-no-sig.xml', 'TRUSTED_LIST_UNSIGNED'],
    ['eu-lotl-no-tl-version.xml', 'TRUSTED_LIST_MALFORMED'],
    ['eu-lotl-not-parseable.xml', 'TRUSTED_LIST_UNREADABLE'],
    ['eu-lotl-pivot.xml', 'TRUSTED_LIST_PIVOT'],
    ['mra-lotl.xml', 'TRUSTED_LIST_SIGNER'],
    ['peru-lotl.xml', 'TRUSTED_LIST_VERSION'],
    ['lotlCache/CZ.xml', 'TRUSTED_LIST_MALFORMED'],
  ])('refuses the list of lists %s for what is wrong with it', (file, code) => {
    expect(() => authenticateListOfLists(load(file), EU_SCHEME, pivotAt)).toThrow(expect.objectContaining({ code }));
  });
});
