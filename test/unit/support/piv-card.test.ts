import { constants, createHash, generateKeyPairSync, publicEncrypt, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { PivCard } from '../../support/piv/piv-card.ts';
import { children, tlv } from '../../support/piv/tlv.ts';
import { selfSigned } from '../../support/softhsm.ts';

const { privateKey: rsa, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: ec, publicKey: ecPublic } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const certificate = selfSigned(rsa, 'Signer');

const SELECT = '00a4040005a000000308';
const PIN = '002000800831323334353637ff';
const WRONG = '0020008008303030303030ffff';

function inserted(): PivCard {
  const card = new PivCard({
    pin: '1234567',
    keys: [
      { slot: 'signature', key: rsa, certificate },
      { slot: 'authentication', key: ec },
    ],
  });
  card.reset();
  return card;
}

function send(card: PivCard, hex: string): { data: Buffer; status: string } {
  const reply = card.process(Buffer.from(hex, 'hex'));
  return { data: reply.subarray(0, -2), status: reply.subarray(-2).toString('hex') };
}

/** Everything of an answer that comes in pieces. */
function sendWhole(card: PivCard, hex: string): Buffer {
  let { data, status } = send(card, hex);
  const pieces = [data];
  while (status.startsWith('61')) {
    ({ data, status } = send(card, '00c0000000'));
    pieces.push(data);
  }
  expect(status).toBe('9000');
  return Buffer.concat(pieces);
}

/** GENERAL AUTHENTICATE in a chain of short commands, as card readers without extended lengths send it. */
function authenticate(card: PivCard, algorithm: string, key: string, input: Uint8Array) {
  const template = tlv(0x7c, tlv(0x82), tlv(0x81, input));
  for (let at = 0; ; at += 255) {
    const part = template.subarray(at, at + 255);
    const isLast = at + 255 >= template.length;
    const header = `${isLast ? '00' : '10'}87${algorithm}${key}${part.length.toString(16).padStart(2, '0')}`;
    const command = header + part.toString('hex') + (isLast ? '00' : '');
    if (!isLast) expect(send(card, command).status).toBe('9000');
    else return command;
  }
}

function signatureIn(answer: Buffer): Uint8Array {
  const [template] = children(answer);
  const [response] = children(template?.content ?? Buffer.alloc(0));
  expect([template?.tag, response?.tag]).toEqual([0x7c, 0x82]);
  return response?.content ?? Buffer.alloc(0);
}

describe('the emulated PIV card (NIST SP 800-73-4)', () => {
  it('knows nothing before its application is selected', () => {
    const card = inserted();
    expect(send(card, '00cb3fff055c035fc10200').status).toBe('6a82');
    expect(send(card, SELECT).status).toBe('9000');
    expect(send(card, '00a4040005a000000309').status).toBe('6a82');
  });

  it('gives its certificate in pieces, and nothing for a slot without one', () => {
    const card = inserted();
    send(card, SELECT);
    const [container] = children(sendWhole(card, '00cb3fff055c035fc10a00'));
    const [held] = children(container?.content ?? Buffer.alloc(0));
    expect(Buffer.from(held?.content ?? []).equals(Buffer.from(certificate))).toBe(true);
    expect(send(card, '00cb3fff055c035fc10500').status).toBe('6a82');
  });

  it('counts wrong PINs down to the lock, forgets them after a right one, and the PUK unlocks', () => {
    const card = inserted();
    send(card, SELECT);
    expect(send(card, '00200080').status).toBe('63c3');
    expect(send(card, WRONG).status).toBe('63c2');
    expect(send(card, PIN).status).toBe('9000');
    expect(send(card, '00200080').status).toBe('9000');
    card.reset();
    send(card, SELECT);
    expect(['63c2', '63c1', '6983', '6983']).toEqual([WRONG, WRONG, WRONG, PIN].map((each) => send(card, each).status));
    expect(card.pin.wrong).toBe(4);
    const unlock = `002c008010${Buffer.from('12345678654321').toString('hex')}ffff`;
    expect(send(card, unlock).status).toBe('9000');
    expect(send(card, '0020008008363534333231ffff').status).toBe('9000');
  });

  it('signs with the signature key once for each verification of the PIN', () => {
    const card = inserted();
    send(card, SELECT);
    const block = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, Buffer.alloc(256, 5));
    const again = () => authenticate(card, '07', '9c', block);
    expect(send(card, again()).status).toBe('6982');
    send(card, PIN);
    expect(Buffer.from(signatureIn(sendWhole(card, again()))).equals(Buffer.alloc(256, 5))).toBe(true);
    expect(send(card, again()).status).toBe('6982');
  });

  it('makes ECDSA signatures over a digest with the authentication key for as long as the PIN is verified', () => {
    const card = inserted();
    send(card, SELECT);
    send(card, PIN);
    const digest = createHash('sha256').update('text').digest();
    for (let i = 0; i < 2; i++) {
      const signature = signatureIn(sendWhole(card, authenticate(card, '11', '9a', digest)));
      expect(verify('sha256', Buffer.from('text'), ecPublic, signature)).toBe(true);
    }
    expect(send(card, authenticate(card, '07', '9a', digest)).status).toBe('6a80');
  });

  it('refuses commands whose lengths do not fit', () => {
    const card = inserted();
    expect(['00a4', '00a4040009a000000308', '00a40400000009a0'].map((hex) => send(card, hex).status)).toEqual([
      '6700',
      '6700',
      '6700',
    ]);
  });

  it('begins with as few tries as it is told, and counts every PIN that it is offered', () => {
    const last = new PivCard({ keys: [], pin: '1234567', left: 1 });
    send(last, SELECT);
    expect(send(last, '0020008000').status).toBe('63c1');
    expect(send(last, WRONG).status).toBe('6983');
    expect(send(last, PIN).status).toBe('6983');
    expect(last.pin).toMatchObject({ left: 0, tried: 2, wrong: 1 });
    const locked = new PivCard({ keys: [], left: 0 });
    send(locked, SELECT);
    expect(send(locked, '0020008000').status).toBe('6983');
  });
});
