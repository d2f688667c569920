import { describe, expect, it } from 'vitest';
import { browserAddress, browserCommand, openInBrowser } from '../../../src-main/platform/system-browser.ts';

describe('the way to the person’s browser', () => {
  it.each([
    ['https://service.example/a?b=c', 'https://service.example/a?b=c'],
    ['http://127.0.0.1:80/a', 'http://127.0.0.1/a'],
    ['http://[::1]/', 'http://[::1]/'],
    ['http://service.example/', undefined],
    ['http://127.0.0.1.service.example/', undefined],
    ['https://a:b@service.example/', undefined],
    ['https://a@service.example/', undefined],
    ['file:///etc/passwd', undefined],
    ['javascript:alert(1)', undefined],
    ['--version', undefined],
    ['calculator:', undefined],
    ['', undefined],
  ])('%s', (address, opened) => {
    expect(browserAddress(address)).toBe(opened);
  });

  it('is a program of the system, never a shell, and the address is its last argument', async () => {
    expect(browserCommand('win32', { SystemRoot: 'D:\\Windows' })).toEqual([
      'D:\\Windows\\System32\\rundll32.exe',
      'url.dll,FileProtocolHandler',
    ]);
    expect(browserCommand('darwin', {})).toEqual(['/usr/bin/open']);
    expect(browserCommand('linux', {})).toEqual(['xdg-open']);
    expect(await openInBrowser('file:///etc/passwd')).toBe(false);
    // Longer than any system takes.
    expect(await openInBrowser(`https://service.example/${'a'.repeat(4_000_000)}`)).toBe(false);
  });
});
