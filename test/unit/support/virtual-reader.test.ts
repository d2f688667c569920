import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualReader } from '../../support/piv/virtual-reader.ts';

const [POWER_ON, GET_ATR] = [Buffer.from([0, 1, 1]), Buffer.from([0, 1, 4])];
const VERIFY = Buffer.from('000500a4040000', 'hex');
const card = { reset: () => undefined, process: () => Buffer.from('9000', 'hex') };

/** The driver's side of the line, as vpcd has it: it listens, and the card connects. */
describe('a virtual reader', () => {
  const driver = createServer();
  let reader: VirtualReader;
  let line: Socket;
  let received: Buffer;

  beforeEach(async () => {
    driver.listen(0, '127.0.0.1');
    await once(driver, 'listening');
    const address = driver.address();
    reader = new VirtualReader(typeof address === 'object' && address !== null ? address.port : 0);
    const connected = once(driver, 'connection') as Promise<[Socket]>;
    const noticed = reader.insert(card);
    [line] = await connected;
    received = Buffer.alloc(0);
    line.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
    });
    line.write(POWER_ON);
    await noticed;
  });
  afterEach(async () => {
    reader.remove();
    line.destroy();
    await new Promise((closed) => driver.close(closed));
  });

  const ask = async (message: Buffer) => {
    line.write(message);
    await once(line, 'data');
    return received.toString('hex');
  };
  const gone = async (message: Buffer) => {
    line.write(message);
    await once(line, 'end');
    return received.toString('hex');
  };

  it('gives the ATR and the answers of its card', async () => {
    expect(await ask(GET_ATR)).toMatch(/^000d3b88/);
    received = Buffer.alloc(0);
    expect(await ask(VERIFY)).toBe('00029000');
  });

  it('gives other status words, and slowly', async () => {
    let waited = 0;
    reader.mischief = {
      answer: (ins) => (ins === 0xa4 ? Buffer.from('6f00', 'hex') : undefined),
      delay: () => {
        waited += 1;
        return 1;
      },
    };
    expect([await ask(VERIFY), waited]).toEqual(['00026f00', 1]);
  });

  it('is empty when the card is pulled out before its answer', async () => {
    reader.mischief = { pull: (ins) => ins === 0xa4 };
    expect(await gone(VERIFY)).toBe('');
  });

  it('sends half an answer when the card is pulled out in the middle of it', async () => {
    reader.mischief = { half: (ins) => ins === 0xa4 };
    expect(await gone(VERIFY)).toBe('0002');
  });
});
