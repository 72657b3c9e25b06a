import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trustVariables } from '../../providers/trust.ts';
import { systemRoots } from '../../src/config/system-roots.ts';
import { readTrust } from '../../src/config/trust.ts';
import { tlsFile, tlsText } from '../harness/outside.ts';

let folder: string;
const root = tlsText('root.pem');
const other = new X509Certificate(tls.rootCertificates[0] as string).toString();
const place = (name: string) => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'headroom-trust-'));
  const files = {
    'plain.pem': root,
    'windows.pem': root.replaceAll('\n', '\r\n'),
    'both.pem': `# two\n${other}\nthe second\n${root}`,
    'trusted.pem': root.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
    'damaged.pem': `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${root}`,
    'open.pem': `${root}-----BEGIN CERTIFICATE-----\nAAAA\n`,
    'key-first.pem': tlsText('client-key.pem') + root,
    'nothing.pem': 'no certificate here',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(place(name), text);
  for (const name of ['one', 'two', 'mixed', 'empty']) mkdirSync(place(name));
  writeFileSync(place('one/a.0'), root);
  writeFileSync(place('two/b.0'), other);
  writeFileSync(place('mixed/README'), 'text');
  symlinkSync(place('gone'), place('mixed/gone.0'));
  symlinkSync(place('plain.pem'), place('mixed/root.0'));
  mkdirSync(place('mixed/deeper'));
  writeFileSync(place('mixed/deeper/b.0'), other);
});
afterAll(() => rmSync(folder, { recursive: true }));

const namesOf = (certificates: readonly string[]) =>
  certificates.map((each) => (each.trim() === root.trim() ? 'root' : each.trim() === other.trim() ? 'other' : each));

describe('readTrust', () => {
  it.each([
    'NODE_EXTRA_CA_CERTS',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'CODEX_CA_CERTIFICATE',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
  ])('takes the certificates that %s names', async (variable) => {
    const value = variable === 'SSL_CERT_DIR' ? place('one') : place('plain.pem');
    const trust = await readTrust(trustVariables, { [variable]: value }, folder);
    expect(namesOf(trust.certificates)).toEqual(['root']);
    expect(trust.problems).toEqual([]);
  });

  it.each([
    ['SSL_CERT_FILE', 'windows.pem', ['root']],
    ['SSL_CERT_FILE', 'both.pem', ['other', 'root']],
    ['SSL_CERT_FILE', 'trusted.pem', ['root']],
    ['SSL_CERT_FILE', 'damaged.pem', ['root']],
    ['SSL_CERT_FILE', 'open.pem', ['root']],
    ['SSL_CERT_FILE', 'key-first.pem', ['root']],
    ['REQUESTS_CA_BUNDLE', 'one', ['root']],
    ['SSL_CERT_DIR', 'mixed', ['root']],
  ])('reads %s=%s', async (variable, name, expected) => {
    const trust = await readTrust(trustVariables, { [variable]: place(name) }, folder);
    expect(namesOf(trust.certificates)).toEqual(expected);
    expect(trust.problems).toEqual([]);
  });

  it('takes all that are named, each certificate once', async () => {
    const env = {
      SSL_CERT_FILE: place('plain.pem'),
      REQUESTS_CA_BUNDLE: place('plain.pem'),
      SSL_CERT_DIR: `${place('one')}${path.delimiter}${place('two')}`,
      NODE_EXTRA_CA_CERTS: '',
    };
    expect(namesOf((await readTrust(trustVariables, env, folder)).certificates)).toEqual(['root', 'other']);
    expect(await readTrust(trustVariables, {}, folder)).toMatchObject({ certificates: [], problems: [] });
  });

  it('starts relative paths at the folder that it is told', async () => {
    const env = { SSL_CERT_FILE: 'plain.pem', SSL_CERT_DIR: './two' };
    expect(namesOf((await readTrust(trustVariables, env, folder)).certificates)).toEqual(['root', 'other']);
  });

  it.each([
    ['SSL_CERT_FILE', 'gone.pem', 'ENOENT'],
    ['SSL_CERT_FILE', 'nothing.pem', 'none'],
    ['SSL_CERT_DIR', 'empty', 'none'],
    ['CODEX_CA_CERTIFICATE', 'gone', 'ENOENT'],
  ])('goes on without what %s=%s names, and says so', async (variable, name, found) => {
    const trust = await readTrust(
      trustVariables,
      { [variable]: place(name), NODE_EXTRA_CA_CERTS: place('plain.pem') },
      folder,
    );
    expect(namesOf(trust.certificates)).toEqual(['root']);
    expect(trust.problems).toEqual([`${variable}: expected certificates at ${place(name)}, found ${found}`]);
  });

  it('reads a client certificate with its key, plain or encrypted, in files of their own or in one', async () => {
    const CLAUDE_CODE_CLIENT_CERT = tlsFile('client.pem');
    const plain = { CLAUDE_CODE_CLIENT_CERT, CLAUDE_CODE_CLIENT_KEY: tlsFile('client-key.pem') };
    const encrypted = {
      CLAUDE_CODE_CLIENT_CERT,
      CLAUDE_CODE_CLIENT_KEY: tlsFile('client-key-encrypted.pem'),
      CLAUDE_CODE_CLIENT_KEY_PASSPHRASE: 'secret',
    };
    writeFileSync(place('client-both.pem'), tlsText('client.pem') + tlsText('client-key.pem'));
    for (const env of [plain, encrypted, { CLAUDE_CODE_CLIENT_CERT: place('client-both.pem') }]) {
      const trust = await readTrust(trustVariables, env, folder);
      expect(trust.client?.certificate).toContain(tlsText('client.pem').trim());
      expect(trust.problems).toEqual([]);
    }
    for (const env of [
      { ...encrypted, CLAUDE_CODE_CLIENT_KEY_PASSPHRASE: 'wrong' },
      { ...plain, CLAUDE_CODE_CLIENT_KEY: place('gone.pem') },
      { ...plain, CLAUDE_CODE_CLIENT_KEY: tlsFile('server-key.pem') },
      { CLAUDE_CODE_CLIENT_CERT: place('gone.pem') },
    ]) {
      const trust = await readTrust(trustVariables, env, folder);
      expect(trust.client).toBeUndefined();
      expect(trust.problems).toEqual([expect.stringMatching(/^CLAUDE_CODE_CLIENT_CERT: expected a certificate in/)]);
    }
  });
});

describe('systemRoots', () => {
  it.skipIf('getCACertificates' in tls)('reads the first bundle that is there', async () => {
    expect(namesOf(await systemRoots([place('gone.pem'), place('both.pem'), place('plain.pem')]))).toEqual([
      'other',
      'root',
    ]);
    expect(await systemRoots([place('gone.pem')])).toEqual([]);
  });
});
