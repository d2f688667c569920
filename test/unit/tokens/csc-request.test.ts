import { describe, expect, it } from 'vitest';
import { namedAddress, serviceAddress } from '../../../src-main/tokens/csc/csc-request.ts';

describe('addresses of signing services', () => {
  const secured = new URL('https://service.example/csc/v2');
  const here = new URL('http://127.0.0.1:8080/csc/v2');

  it.each([
    ['https://login.example/oauth?tenant=1', secured, true],
    ['https://login.example/', here, true],
    ['http://127.0.0.1:9/', here, true],
    ['http://localhost:9/', here, true],
    // A service elsewhere names nothing on this computer.
    ['http://127.0.0.1:9/', secured, false],
    ['http://login.example/', secured, false],
    ['http://login.example/', here, false],
    ['https://a:b@login.example/', secured, false],
    ['https://login.example/#part', secured, false],
    ['file:///etc/passwd', here, false],
    ['login.example', secured, false],
  ])('%s, named by %s', (address, service, isTaken) => {
    const taken = () => namedAddress(address, service, 'info').href;
    if (isTaken) expect(taken()).toBe(address);
    else expect(taken).toThrow(/names an address that is not one of https/);
  });

  it('of a service itself: without a question', () => {
    expect(serviceAddress('https://service.example/csc/v2').host).toBe('service.example');
    expect(() => serviceAddress('https://service.example/csc/v2?a')).toThrow(/begins with https/);
  });
});
