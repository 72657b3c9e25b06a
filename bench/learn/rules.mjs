#!/usr/bin/env node
// The rules from recorded sessions, with their evidence; and, played forward in time, the failures that they would have
// met.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { built, sharedTool } from '../lib/project.mjs';
import { table, whole } from '../lib/table.mjs';
import { readSessions } from './load.mjs';

const { values } = parseArgs({
  options: {
    help: { type: 'boolean' },
    sessions: { type: 'string' },
    'min-evidence': { type: 'string', default: '3' },
    others: { type: 'boolean' },
    forward: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
if (values.help) {
  console.log('npm run bench -- learn-rules [--sessions FILE] [--min-evidence 2|3] [--others] [--forward] [--json]');
  process.exit(0);
}

const load = (...parts) => import(pathToFileURL(built(...parts)).href);
const { toolAction } = await load('providers', 'actions.js');
const { Digester } = await load('src', 'learn', 'digest.js');
const { propose } = await load('src', 'learn', 'propose.js');
const { choose } = await load('src', 'learn', 'choose.js');
const { formOf, keyOf } = await load('src', 'learn', 'forms.js');
const { withdrawnKeys } = await load('src', 'learn', 'project-rules.js');

const file = values.sessions ?? path.join(sharedTool('learn'), 'sessions-dev.jsonl.gz');
const minEvidence = Number(values['min-evidence']);
/** An estimate of the tokens of a rule's line; the program itself counts them. */
const countTokens = (text) => text.length / 4;

/**
 * Sessions by project, each as it is stored. The projects are not on this disk: each session's first folder is a root.
 */
async function digestsByProject() {
  const projects = new Map();
  for await (const { session, source, events } of readSessions(file, toolAction)) {
    const roots = session.folder === undefined ? [] : [session.folder];
    const digester = new Digester({ rootsOf: () => roots, price: () => 0 });
    for (const event of events) digester.add(event);
    projects.set(source, [...(projects.get(source) ?? []), digester.digest(session)]);
  }
  return projects;
}

const day = (time) => (time === undefined ? '' : new Date(time).toISOString().slice(0, 10));

function rulesOf(digests) {
  const { candidates, others } = propose(digests, { minEvidence });
  const now = Math.max(...digests.map(({ last = 0 }) => last));
  return { ...choose(candidates, digests, countTokens, now), others };
}

/** Whether a rule is about a form: the same, or a file below its folder. */
function covers(rule, form) {
  if (keyOf(rule) === keyOf(form)) return true;
  return rule.kind === 'folder' && form.kind === 'path' && `${form.path}/`.startsWith(`${rule.path}/`);
}

/** Each session's failures of forms that were rules by earlier sessions, and rules that a later success withdrew. */
function playForward(digests) {
  const ordered = [...digests].sort((a, b) => (a.first ?? 0) - (b.first ?? 0));
  const since = new Map();
  let met = 0;
  const withdrawn = new Set();
  for (const [index, digest] of ordered.entries()) {
    for (const uses of digest.uses) {
      const form = uses.failed > 0 ? formOf(uses.key) : undefined;
      const rule = Array.from(since.values()).find((each) => form !== undefined && covers(each.form, form));
      if (rule !== undefined) {
        met += uses.failed;
        rule.failed += uses.failed;
      }
    }
    const found = rulesOf(ordered.slice(0, index + 1));
    for (const { form, text } of found.rules)
      if (!since.has(keyOf(form))) since.set(keyOf(form), { form, text, failed: 0 });
    for (const key of withdrawnKeys(found)) if (since.has(key)) withdrawn.add(key);
  }
  return {
    rules: since.size,
    met,
    withdrawn: [...withdrawn].map((key) => since.get(key).text),
    each: [...since.values()],
  };
}

const projects = await digestsByProject();
const found = Array.from(projects, ([project, digests]) => ({
  project,
  sessions: digests.length,
  ...rulesOf(digests),
}));
if (values.json)
  console.log(JSON.stringify(found, (_key, value) => (value instanceof Map ? Object.fromEntries(value) : value), 2));
else {
  for (const { project, sessions, rules, resting, tooDear, others } of found) {
    console.log(`\n${project}: ${sessions} sessions`);
    const row = ({ text, evidence, recent }) => [
      text,
      whole(evidence.failed),
      whole(evidence.failedSessions.length),
      whole(evidence.worked),
      whole(recent),
      `${day(evidence.firstFailed)} to ${day(evidence.lastFailed)}`,
    ];
    console.log(table(['rule', 'failed', 'sessions', 'worked', 'last 30 days', 'when'], rules.map(row)));
    for (const [name, list] of Object.entries({ resting, 'too dear': tooDear })) {
      if (list.length > 0)
        console.log(
          `${name}: ${list.map(({ text, evidence }) => `${text} (${evidence.failed} in ${evidence.failedSessions.length})`).join(' ')}`,
        );
    }
    if (values.others) {
      const rows = others
        .filter(({ evidence }) => evidence.failedSessions.length >= 2)
        .sort((a, b) => b.evidence.failedSessions.length - a.evidence.failedSessions.length)
        .map(({ form, reason, evidence }) => [
          keyOf(form).replaceAll('\t', ' '),
          reason,
          whole(evidence.failed),
          whole(evidence.failedSessions.length),
          whole(evidence.worked),
        ]);
      console.log(table(['not proposed', 'why', 'failed', 'sessions', 'worked'], rows));
    }
    if (values.forward) {
      const { rules: ever, met, withdrawn, each } = playForward(projects.get(project));
      console.log(
        `played forward: ${ever} rules ever, ${met} failures of their forms later, ${withdrawn.length} taken back`,
      );
      for (const { text, failed } of each) console.log(`  ${String(failed).padStart(4)} later  ${text}`);
      for (const text of withdrawn) console.log(`  taken back: ${text}`);
    }
  }
}
