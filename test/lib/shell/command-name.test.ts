import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandName, createCommandNames, unnamedCommand } from '../../../src/lib/shell/command-name.ts';

describe('the name of a command line', () => {
  it.each([
    ['npm test', 'npm test'],
    ['npm run build -- --secret=x', 'npm run'],
    ['git -C /home/me/customer log --oneline | head -3', 'git log'],
    ['cd /srv/app && TOKEN=abc FOO=bar npm test 2>&1 | tail -20', 'npm test'],
    ['cd /srv/app', 'cd'],
    ['echo x | jq .', 'echo'],
    ['export A=1; rg needle src', 'rg'],
    ['curl -H "Authorization: Bearer s3cret" https://example.com/x', 'curl'],
    ['/opt/customer/bin/python3.12 manage.py', 'python3.12'],
    ['sudo env KEY=1 docker compose up', 'docker compose'],
    ['timeout 5 ./scripts/deploy.sh prod', 'deploy.sh'],
    ['git my-own-alias', 'git'],
    ['for f in *.ts; do tsc $f; done', 'tsc'],
    ['echo $(cat /etc/passwd)', 'echo'],
    ['headroom retrieve hash=0123456789abcdef01234567', 'headroom retrieve'],
    ['g++ -O2 a.cc', 'g++'],
    ['x86_64-linux-gnu-gcc a.c', 'x86_64-linux-gnu-gcc'],
  ])('%s is %s', (command, name) => {
    expect(commandName(command)).toBe(name);
  });

  it.each([
    '',
    'A=1 B=2',
    '$PROGRAM x',
    '"$(which node)" x',
    'sk-ant-api03-Zm9vYmFyYmF6cXV4',
    'AKIAIOSFODNN7EXAMPLE',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    '10.0.0.1',
    'db.internal.example.com',
    'me@example.com',
    'https://example.com/x',
    '*.sh',
    '3d1f0a9c7b',
    'Ünïcode',
    'a program with a very long name'.replaceAll(' ', '-'),
  ])('%s is no name that may be kept', (command) => {
    expect(commandName(command)).toBe(unnamedCommand);
  });

  it('holds no argument, address, variable or path, whatever they are', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9_-]{4,20}$/).map((text) => `ZZ${text}`);
    const template = fc.constantFrom(
      ...['git log S', 'git S', 'npm run S', 'npm S', 'X=S make S', 'cd S && ls S', 'curl https://S/S', 'S=1 rg S'],
      ...[
        '/S/S/git status',
        'sudo -u S cat S',
        "sh -c 'S S'",
        'cat <<S\nS\nS',
        'kubectl -n S get S',
        'docker S',
        'gh S S',
      ],
      ...['ssh S@S', 'echo $S `S` $(S)', 'make S', 'just S', 'npx S', 'node S.js | S', 'git -c S=S commit -m S'],
    );
    fc.assert(
      fc.property(template, secret, (line, value) => {
        expect(commandName(line.replaceAll('S', value))).not.toContain(value);
      }),
    );
  });

  it('gives a name for any text, of a bounded length, and the same again from memory', () => {
    const nameOf = createCommandNames();
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const name = commandName(text);
        expect(name.length).toBeLessThanOrEqual(40);
        expect(name).toMatch(/^(?:\(unnamed\)|[\w.+-]+(?: [\w-]+)?)$/);
        expect([nameOf(text), nameOf(text)]).toEqual([name, name]);
      }),
    );
  });

  it('looks at the beginning of a line that is very long', () => {
    expect(commandName(`cat <<END\n${'x'.repeat(1e6)}\nEND`)).toBe('cat');
    expect(commandName(`${' '.repeat(5000)}git log`)).toBe(unnamedCommand);
  });
});
