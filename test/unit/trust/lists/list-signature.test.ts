import { describe, expect, it } from 'vitest';
import { signList } from '../../../../scripts/pki/trusted-lists.ts';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import {
  authenticateListOfLists,
  authenticateNationalList,
  nationalPointers,
} from '../../../../src-main/trust/lists/list-of-lists.ts';
import { readTrustedList } from '../../../../src-main/trust/lists/read-list.ts';
import { readXml } from '../../../../src-main/trust/lists/xml.ts';
import { verifyListSignature } from '../../../../src-main/trust/lists/xml-signature.ts';
import { schemaComplaint, schemasFolder } from '../../../support/report-schema.ts';
import { describeWith, toolPath } from '../../../support/tools.ts';
import {
  days,
  listOfLists,
  nationalList,
  nationalXml,
  PUBLICATION,
  pivot,
  SIGNERS,
  service,
} from '../../../support/trust-scheme.ts';

const whole = Buffer.from(nationalList()).toString();
const [signature = ''] = /<ds:Signature.*<\/ds:Signature>/su.exec(whole) ?? [];
const unsigned = nationalXml();
const signer = new Certificate(SIGNERS.national.certificate);
const verify = (text: string) => verifyListSignature(readXml(Buffer.from(text), 'x'), { certificates: [signer] }, 'x');
/** The list with another one in its place, which is itself kept where the signature may find it. */
const hostile = unsigned.replaceAll('granted', 'withdrawn');
const end = '</TrustServiceStatusList>';
const root = /<TrustServiceStatusList[^>]*>/u;
const original = whole.slice(whole.indexOf('<TrustServiceStatusList'));
const atEnd = (text: string, more: string) => text.replace(end, `${more}${end}`);
const transforms = /<ds:Transform Algorithm="http:\/\/www.w3.org\/2000\/09\/xmldsig#enveloped-signature"\/>/u;

describe('the signature of a trusted list', () => {
  it('holds with the key of the signer', () => {
    expect(verify(whole).commonName).toBe('National List Signer');
  });

  it('holds whatever stands outside the root, but for instructions', () => {
    expect(() => verify(`${whole}\n<!-- a remark -->\n`)).not.toThrow();
    expect(() => verify(`${whole}<?instruction?>`)).toThrow(/changed/);
  });

  it.each<[string, string, string]>([
    ['a status is another', whole.replace('granted', 'withdrawn'), 'TRUSTED_LIST_SIGNATURE'],
    [
      'a service is missing',
      whole.replace(/<TrustServiceProviderList>.*<\/TrustServiceProviderList>/su, ''),
      'TRUSTED_LIST_SIGNATURE',
    ],
    ['a blank is added', whole.replace('<TSLType>', ' <TSLType>'), 'TRUSTED_LIST_SIGNATURE'],
    ['an attribute is added to the root', whole.replace('Id="list"', 'Id="list" a="b"'), 'TRUSTED_LIST_SIGNATURE'],
    ['the digest is that of the changed list', signatureOver(hostile, signature), 'TRUSTED_LIST_SIGNATURE'],
    ['the value is another', whole.replace(/(<ds:SignatureValue>)..../u, '$1AAAA'), 'TRUSTED_LIST_SIGNATURE'],
    [
      'the value is empty',
      whole.replace(/(<ds:SignatureValue>).*(<\/ds:SignatureValue>)/u, '$1$2'),
      'TRUSTED_LIST_SIGNATURE',
    ],
    [
      'the value is missing',
      whole.replace(/<ds:SignatureValue>.*<\/ds:SignatureValue>/u, ''),
      'TRUSTED_LIST_SIGNATURE',
    ],
    [
      'there are two values',
      whole.replace(/(<ds:SignatureValue>.*<\/ds:SignatureValue>)/u, '$1$1'),
      'TRUSTED_LIST_SIGNATURE',
    ],
    [
      'there are two SignedInfo',
      whole.replace(/(<ds:SignedInfo>.*<\/ds:SignedInfo>)/su, '$1$1'),
      'TRUSTED_LIST_SIGNATURE',
    ],
    [
      'the properties are others',
      whole.replace(
        'Target="#signature"><xades:SignedProperties Id="properties">',
        'Target="#signature"><xades:SignedProperties Id="properties"><xades:New/>',
      ),
      'TRUSTED_LIST_SIGNATURE',
    ],
    [
      'SHA-1 is the digest',
      whole.replace('xmlenc#sha256', 'xmldsig#sha1').replace('2001/04/xmldsig#sha1', '2000/09/xmldsig#sha1'),
      'TRUSTED_LIST_SIGNATURE',
    ],
    ['SHA-1 is in the signature', whole.replace('#ecdsa-sha256', '#ecdsa-sha1'), 'TRUSTED_LIST_SIGNATURE'],
    ['a MAC stands for the signature', whole.replace('#ecdsa-sha256', '#hmac-sha256'), 'TRUSTED_LIST_SIGNATURE'],
    [
      'the canonical form has comments',
      whole.replace(/xml-exc-c14n#"/u, 'xml-exc-c14n#WithComments"'),
      'TRUSTED_LIST_SIGNATURE',
    ],
    ['there is none', unsigned, 'TRUSTED_LIST_UNSIGNED'],
    ['there are two', atEnd(whole, signature), 'TRUSTED_LIST_WRAPPED'],
    [
      'it stands deeper than below the root',
      unsigned.replace('</SchemeInformation>', `${signature}</SchemeInformation>`),
      'TRUSTED_LIST_WRAPPED',
    ],
    ['the signed list lies inside another', hostile.replace(end, `<x>${original}</x>${end}`), 'TRUSTED_LIST_WRAPPED'],
    [
      'the signed list lies inside the signature of another',
      atEnd(
        hostile,
        signature
          .replace(
            '<ds:Object>',
            `<ds:Object>${unsigned.slice(unsigned.indexOf('<TrustServiceStatusList'))}</ds:Object><ds:Object>`,
          )
          .replace('URI=""', 'URI="#list"'),
      ).replace(root, (tag) => tag.replace('Id="list"', 'Id="other"')),
      'TRUSTED_LIST_WRAPPED',
    ],
    ['the reference is to a part', whole.replace('URI=""', 'URI="#properties"'), 'TRUSTED_LIST_WRAPPED'],
    [
      'the reference is to something elsewhere',
      whole.replace('URI=""', 'URI="http://lists.countersign.invalid/NA.xml"'),
      'TRUSTED_LIST_WRAPPED',
    ],
    ['the reference is to a pointer', whole.replace('URI=""', 'URI="#xpointer(/)"'), 'TRUSTED_LIST_WRAPPED'],
    ['the reference names nothing', whole.replace('URI=""', ''), 'TRUSTED_LIST_WRAPPED'],
    [
      'the reference to the list is missing',
      whole.replace(/<ds:Reference URI="">.*?<\/ds:Reference>/su, ''),
      'TRUSTED_LIST_WRAPPED',
    ],
    [
      'there are two references to the list',
      whole.replace(/(<ds:Reference URI="">.*?<\/ds:Reference>)/su, '$1$1'),
      'TRUSTED_LIST_WRAPPED',
    ],
    ['nothing takes the signature out', whole.replace(transforms, ''), 'TRUSTED_LIST_WRAPPED'],
    [
      'a transform selects',
      whole.replace(
        transforms,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>false()</ds:XPath></ds:Transform>',
      ),
      'TRUSTED_LIST_WRAPPED',
    ],
    [
      'a transform selects after the usual one',
      whole.replace(transforms, '$&<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"/>'),
      'TRUSTED_LIST_WRAPPED',
    ],
    [
      'a transform rewrites',
      whole.replace(transforms, '$&<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'),
      'TRUSTED_LIST_WRAPPED',
    ],
    [
      'two elements have one identifier',
      whole.replace('<SchemeInformation>', '<SchemeInformation Id="list">'),
      'TRUSTED_LIST_WRAPPED',
    ],
    ['somebody else signed', Buffer.from(nationalList({}, SIGNERS.stranger)).toString(), 'TRUSTED_LIST_SIGNER'],
    [
      'somebody else signed in the name of the signer',
      Buffer.from(signList(unsigned, { ...SIGNERS.stranger, certificate: SIGNERS.national.certificate })).toString(),
      'TRUSTED_LIST_SIGNATURE',
    ],
  ])('does not hold where %s', (_, text, code) => {
    expect(() => verify(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a list that was changed anywhere', () => {
  const said = (bytes: Uint8Array) => {
    const { document, ...rest } = readTrustedList(bytes, 'x');
    return JSON.stringify(rest, (_, value) => (value instanceof Certificate ? value.sha256 : value));
  };
  const before = said(Buffer.from(whole));
  const pick = (random: () => number, below: number) => Math.floor(random() * below);

  it('is refused, or says the same', () => {
    let refused = 0;
    for (let round = 0; round < 200; round += 1) {
      const random = seeded(round);
      const from = pick(random, whole.length);
      const to = Math.min(whole.length, from + pick(random, round % 3 === 0 ? 2000 : 4));
      const elsewhere = pick(random, whole.length);
      const middles = [
        '',
        String.fromCharCode(33 + pick(random, 90)),
        whole.slice(elsewhere, elsewhere + (to - from)),
        `${whole.slice(from, to)}${whole.slice(from, to)}`,
      ];
      const text = whole.slice(0, from) + (middles[round % middles.length] ?? '') + whole.slice(to);
      try {
        verify(text);
        expect(said(Buffer.from(text)), `round ${round}`).toBe(before);
      } catch (error) {
        expect(codeOf(error), `round ${round}: ${error}`).toMatch(/^TRUSTED_LIST_/u);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(150);
  });
});

/** Numbers from 0 to 1 that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A signature whose digest fits another list; nobody signed that. */
function signatureOver(list: string, of: string): string {
  const digests = /<ds:Reference URI="">.*?<ds:DigestValue>(.*?)<\/ds:DigestValue>/su;
  const other = Buffer.from(signList(list, SIGNERS.stranger)).toString();
  const [, now = ''] = digests.exec(of) ?? [];
  const [, then = ''] = digests.exec(other) ?? [];
  return atEnd(list, of.replace(now, then));
}

describe('lists of lists', () => {
  const scheme = { location: '', publications: [PUBLICATION] };
  const named = (bytes: Uint8Array, name = 'lotl.xml') => ({ name, list: readTrustedList(bytes, name) });
  const pivots =
    (bytes = pivot()) =>
    (uri: string) =>
      uri.endsWith('/pivot-9.xml') ? named(bytes, uri) : undefined;

  it('are followed from the publication over the pivot', () => {
    expect(authenticateListOfLists(named(listOfLists()), scheme, pivots()).commonName).toBe('List of Lists Signer 2');
  });

  it.each<[string, Uint8Array, Uint8Array, string]>([
    ['the pivot is signed by those whom it names', listOfLists(), listOfLists({ sequence: 9 }), 'TRUSTED_LIST_SIGNER'],
    [
      'the current one is signed by those before the pivot',
      listOfLists({}, SIGNERS.published),
      pivot(),
      'TRUSTED_LIST_SIGNER',
    ],
    [
      'the publication is another',
      listOfLists({ information: ['http://lists.countersign.invalid/pivot-9.xml'] }),
      pivot(),
      'TRUSTED_LIST_PIVOT',
    ],
    ['it is a national list', nationalList(), pivot(), 'TRUSTED_LIST_MALFORMED'],
    [
      'the pivot names nobody',
      listOfLists(),
      signList(
        Buffer.from(pivot())
          .toString()
          .replace(/<ds:Signature.*<\/ds:Signature>/su, '')
          .replace('<SchemeTerritory>EU', '<SchemeTerritory>XX')
          .replace('EUlistofthelists</TSLType><', 'EUgeneric</TSLType><')
          .replace('EUlistofthelists</TSLType></OtherInformation>', 'EUgeneric</TSLType></OtherInformation>'),
        SIGNERS.published,
      ),
      'TRUSTED_LIST_PIVOT',
    ],
  ])('are refused where %s', (_, current, first, code) => {
    expect(() => authenticateListOfLists(named(current), scheme, pivots(first))).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('name who may sign the list of a territory, and of no other', () => {
    const pointers = nationalPointers(readTrustedList(listOfLists(), 'x'));
    const other = { name: 'XX', list: readTrustedList(nationalList({ territory: 'XX' }), 'XX') };
    expect(pointers.map(({ territory }) => territory)).toEqual(['NA']);
    expect(() => authenticateNationalList(other, pointers)).toThrow(
      expect.objectContaining({ code: 'TRUSTED_LIST_SIGNER' }),
    );
  });
});

describe('the form of a trusted list', () => {
  it.each<[string, string, string]>([
    [
      'has no version',
      unsigned.replace(/<TSLVersionIdentifier>.*<\/TSLVersionIdentifier>/u, ''),
      'TRUSTED_LIST_MALFORMED',
    ],
    ['is of version 4', nationalXml({ version: 4 }), 'TRUSTED_LIST_VERSION'],
    ['is of a version to come', nationalXml({ version: 7 }), 'TRUSTED_LIST_VERSION'],
    [
      'has a number that is none',
      unsigned.replace('<TSLSequenceNumber>5', '<TSLSequenceNumber>-5'),
      'TRUSTED_LIST_MALFORMED',
    ],
    ['has a time without a zone', unsigned.replace(/(<ListIssueDateTime>[^Z]*)Z/u, '$1'), 'TRUSTED_LIST_MALFORMED'],
    [
      'has parts in another order',
      unsigned.replace(/(<ListIssueDateTime>.*<\/ListIssueDateTime>)\s*(<NextUpdate>.*?<\/NextUpdate>)/su, '$2$1'),
      'TRUSTED_LIST_MALFORMED',
    ],
    [
      'has a service without a status',
      unsigned.replace(/<ServiceStatus>.*?<\/ServiceStatus>/u, ''),
      'TRUSTED_LIST_MALFORMED',
    ],
    ['has no tag', unsigned.replace(/ TSLTag="[^"]*"/u, ''), 'TRUSTED_LIST_MALFORMED'],
    ['is something else', '<TrustServiceStatusList/>', 'TRUSTED_LIST_MALFORMED'],
    ['is JSON', '{"list": []}', 'TRUSTED_LIST_UNREADABLE'],
  ])('is refused where it %s', (_, text, code) => {
    expect(() => readTrustedList(Buffer.from(text), 'x')).toThrow(expect.objectContaining({ code }));
  });

  it('gives the states of a service, newest first, and a closed list has no end', () => {
    const states = [
      { status: 'withdrawn', since: days(-3) },
      { status: 'granted', since: days(-900) },
    ];
    const list = readTrustedList(Buffer.from(nationalXml({ nextUpdate: null, services: [service(states)] })), 'x');
    expect(list.nextUpdate).toBeUndefined();
    expect(list.services[0]?.states.map(({ status }) => status)).toEqual(['withdrawn', 'granted']);
    expect(list.services[0]?.provider).toBe('Countersign Demo');
  });
});

const schemas = schemasFolder();
const absent = schemas === undefined ? 'no schemas' : toolPath('xmllint') === undefined ? 'no xmllint' : undefined;
describeWith('lists of the test scheme', absent, () => {
  it('fit the schema of ETSI TS 119 612', async () => {
    const lists = [listOfLists(), nationalList()].map((bytes) => Buffer.from(bytes).toString());
    expect(await schemaComplaint(lists, schemas ?? '', 'ts_119612v020401_xsd.xsd')).toBe('');
  });
});
