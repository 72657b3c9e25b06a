import { describe, expect, it } from 'vitest';
import { type Step, splitCommand } from '../../../src/lib/shell/command-line.ts';
import { flagsOf, programOf, subcommandOf } from '../../../src/lib/shell/program.ts';

const step = (command: string) => splitCommand(command)[0] as Step;

describe('the program of a step', () => {
  it.each([
    ['ls -la', 'ls'],
    ['/usr/bin/grep x', 'grep'],
    ['./node_modules/.bin/tsc', 'tsc'],
    ['C:/x/git.exe log', 'git'],
    ['sudo -u dev env A=1 B=2 make', 'make'],
    ['time -f %e npm test', 'npm'],
    ['timeout -k 5 30s go test', 'go'],
    ['timeout 30 go test', 'go'],
    ['nohup nice -n 5 node a.js', 'node'],
    ['xargs -0 -n 1 -I {} wc -l {}', 'wc'],
    ['xargs -n1 wc', 'wc'],
    ['command git log', 'git'],
    ['command -v git', 'command'],
    ['env -- make', 'make'],
    ['sudo -i', 'sudo'],
    ['A=1 make', 'make'],
    ['A=1', undefined],
    ['$TOOL x', undefined],
    ['$HOME/bin/tool x', 'tool'],
    ['for f in a; do', undefined],
    ['f() {', undefined],
  ])('of %j is %j', (command, expected) => {
    expect(programOf(step(command))).toBe(expected);
  });
});

describe('the sub-command of a step', () => {
  it.each([
    ['git -C /x -c a=b log --oneline', 'log'],
    ['git stash pop', 'stash pop'],
    ['git add src', 'add'],
    ['gh pr diff 88 --stat', 'pr diff'],
    ['gh -R o/r pr view', 'pr view'],
    ['npm --prefix web run build', 'run build'],
    ['npm test', 'test'],
    ['go mod tidy', 'mod tidy'],
    ['go test ./...', 'test'],
    ['docker compose up -d', 'compose up'],
    ['kubectl -n x get pods', 'get'],
    ['sudo docker ps', 'ps'],
    ['unheard-of start', 'start'],
    ['unheard-of ./file', undefined],
    ['grep foo bar', undefined],
    ['git "$x"', undefined],
    ['git', undefined],
    ['npm -- test', undefined],
  ])('of %j is %j', (command, expected) => {
    expect(subcommandOf(step(command))).toBe(expected);
  });
});

describe('the flags of a step', () => {
  it.each([
    ['rg -n --glob=*.ts -A3 -e x', ['-n', '--glob', '-A', '-e']],
    ['head -20 file', []],
    ['find . -name x -maxdepth 2', ['-name', '-maxdepth']],
    ['gh pr diff -- -x', []],
    ['sudo -u dev ls -la', ['-la']],
    ['cat - -A', ['-A']],
    ['prog --no-cache --e2e.x=1', ['--no-cache', '--e2e.x']],
  ])('of %j are %j', (command, expected) => {
    expect(flagsOf(step(command))).toEqual(expected);
  });
});
