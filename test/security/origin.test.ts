import { mkdirSync, writeFileSync } from 'node:fs';
import { appendFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../../src-main/platform/log.ts';
import { createDocumentRegistry } from '../../src-main/shell/document-registry.ts';
import { createOrigin, LARGEST_ANSWER, type OriginResponse } from '../../src-main/shell/origin.ts';
import { isInside, listRendererFiles, openRendererFiles } from '../../src-main/shell/renderer-files.ts';
import { CONTENT_SECURITY_POLICY } from '../../src-main/shell/security-headers.ts';
import { temporaryFolder } from '../support/tools.ts';
import { testWorkflow } from './support/test-workflow.ts';

const ORIGIN = 'app://main';
const root = temporaryFolder();
const renderer = path.join(root, 'renderer');
const pdf = path.join(root, 'contract.pdf');
const content = `%PDF-1.7\n${'0123456789'.repeat(100)}`;
const documents = createDocumentRegistry(testWorkflow());

let serve: ReturnType<typeof createOrigin>;
let id: string;
const get = (address: string, range: string | null = null, method = 'GET'): Promise<OriginResponse> =>
  serve({ method, url: address.startsWith('/') ? `${ORIGIN}${address}` : address, range });
const text = ({ body }: OriginResponse) => new TextDecoder().decode(body);

beforeAll(async () => {
  mkdirSync(path.join(renderer, 'assets'), { recursive: true });
  mkdirSync(`${renderer}-evil`);
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>x</title>');
  writeFileSync(path.join(renderer, 'assets', 'app.js'), 'export {};');
  writeFileSync(path.join(root, 'renderer-files.json'), JSON.stringify(await listRendererFiles(renderer)));
  writeFileSync(path.join(renderer, 'planted.js'), 'evil');
  writeFileSync(path.join(`${renderer}-evil`, 'x.js'), 'evil');
  writeFileSync(path.join(root, 'secret.txt'), 'secret');
  writeFileSync(pdf, content);
  const files = await openRendererFiles(renderer, path.join(root, 'renderer-files.json'));
  serve = createOrigin(
    ORIGIN,
    files,
    documents,
    createLog(() => undefined),
  );
  id = (await documents.open(pdf)).id;
});

describe('files of the page', () => {
  it('come from the list of the build, with the policy and the other headers', async () => {
    const page = await get('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(text(await get('/assets/app.js?v=1'))).toBe('export {};');
  });

  it('the policy is the strict one, word for word', () => {
    expect(CONTENT_SECURITY_POLICY.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "worker-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob: data:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "media-src 'self' blob:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-src 'none'",
      "object-src 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ]);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%2frenderer-evil/x.js',
    '//etc/passwd',
    '/%2fetc/passwd',
    '/etc/passwd',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    '/%',
    '/__proto__',
    '/constructor',
  ])('do not include %s', async (address) => {
    const response = await get(address);
    expect(response.status).toBe(404);
    expect(text(response)).toBe('');
  });

  it('do not include a file that was added after the build', async () => {
    expect((await get('/planted.js')).status).toBe(404);
  });

  it('do not include a file that was changed after the build', async () => {
    const late = path.join(renderer, 'late.js');
    const listing = path.join(root, 'late.json');
    writeFileSync(late, 'one');
    writeFileSync(listing, JSON.stringify(await listRendererFiles(renderer)));
    const files = await openRendererFiles(renderer, listing);
    expect(await files.read('late.js')).toBeDefined();
    writeFileSync(late, 'two');
    expect(await files.read('late.js')).toBeUndefined();
  });

  it('are compared on a separator boundary', () => {
    expect(isInside('/app/renderer', '/app/renderer/a.js')).toBe(true);
    for (const outside of ['/app/renderer-evil/a.js', '/app', '/app/renderer', '/etc/passwd', '/app/renderer/../x']) {
      expect(isInside('/app/renderer', outside)).toBe(false);
    }
  });

  it('answer our own origin only, and reading methods only', async () => {
    for (const foreign of [
      'app://other/index.html',
      'app://main.evil/index.html',
      'https://main/index.html',
      'file:///etc/passwd',
    ]) {
      expect((await get(foreign)).status).toBe(403);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await get('/', null, method)).status).toBe(405);
    const head = await get('/', null, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });
});

describe('bytes of a document', () => {
  it('come whole where they are few, and in the range that was asked for', async () => {
    const whole = await get(`/doc/${id}`);
    expect([whole.status, text(whole), whole.headers['accept-ranges']]).toEqual([200, content, 'bytes']);
    const part = await get(`/doc/${id}`, 'bytes=9-18');
    expect([part.status, text(part)]).toEqual([206, '0123456789']);
    expect(part.headers).toMatchObject({ 'content-range': `bytes 9-18/${content.length}`, 'content-length': '10' });
    const tail = await get(`/doc/${id}`, 'bytes=-3');
    expect([tail.status, text(tail)]).toEqual([206, '789']);
    const behind = await get(`/doc/${id}`, `bytes=${content.length}-`);
    expect([behind.status, behind.headers['content-range']]).toEqual([416, `bytes */${content.length}`]);
  });

  it('are never a page: no type to sniff, no script', async () => {
    expect((await get(`/doc/${id}`)).headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
  });

  it('exist for ids of accepted files only', async () => {
    await expect(documents.open(path.join(root, 'secret.txt'))).rejects.toMatchObject({ code: 'INPUT_NOT_PDF' });
    for (const other of [
      'doc-0',
      `doc-${'0'.repeat(32)}`,
      '../secret.txt',
      '..%2fsecret.txt',
      '',
      '__proto__',
      `${id}/..`,
    ]) {
      expect((await get(`/doc/${other}`)).status).toBe(404);
    }
  });

  it('stop when the document is closed', async () => {
    const file = path.join(root, 'closed.pdf');
    writeFileSync(file, content);
    const info = await documents.open(file);
    await documents.close(info.id);
    expect((await get(`/doc/${info.id}`)).status).toBe(404);
  });

  it('are refused once another program wrote into the file', async () => {
    const file = path.join(root, 'changed.pdf');
    writeFileSync(file, content);
    const info = await documents.open(file);
    await appendFile(file, '%');
    expect((await get(`/doc/${info.id}`)).status).toBe(409);
  });

  it('stay those that were digested when another file takes the name', async () => {
    const file = path.join(root, 'replaced.pdf');
    writeFileSync(file, content);
    const info = await documents.open(file);
    await writeFile(`${file}.new`, '%PDF-other');
    await rename(`${file}.new`, file);
    expect(text(await get(`/doc/${info.id}`))).toBe(content);
  });

  it('follow a link once, when it is opened: what it points to later is not shown', async () => {
    const link = path.join(root, 'link.pdf');
    await symlink(pdf, link);
    const info = await documents.open(link);
    await symlink(path.join(root, 'secret.txt'), `${link}.new`);
    await rename(`${link}.new`, link);
    expect(text(await get(`/doc/${info.id}`))).toBe(content);
  });

  it('come in bounded pieces, however much is asked for', async () => {
    const large = path.join(root, 'large.pdf');
    writeFileSync(large, Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(LARGEST_ANSWER)]));
    const info = await documents.open(large);
    expect((await get(`/doc/${info.id}`)).status).toBe(416);
    const part = await get(`/doc/${info.id}`, 'bytes=0-');
    expect([part.status, part.body.length]).toEqual([206, LARGEST_ANSWER]);
    expect(part.headers['content-range']).toBe(`bytes 0-${LARGEST_ANSWER - 1}/${LARGEST_ANSWER + 5}`);
  });
});
