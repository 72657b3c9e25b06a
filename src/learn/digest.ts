import type { Session, TranscriptCall, TranscriptEvent } from '../model/transcript.ts';
import type { Usage } from '../model/usage.ts';
import { classify } from './classify.ts';
import type { Failure, FailureClass } from './failure.ts';
import { type Form, keyOf, replacementKey } from './forms.ts';
import { offenceOf } from './offence.ts';
import { isRecovery, recoveryDistance } from './recovery.ts';
import { RepetitionCounter } from './repetition.ts';
import { insteadOf } from './replacement.ts';
import type { FormUses, SessionDigest } from './session-digest.ts';
import { type Use, usesOf } from './uses.ts';

/** How many ids of failed calls are kept per form and session. */
const mostCallIds = 4;
const callId = /^[A-Za-z0-9_.:|-]{1,120}$/;

/** What a digest needs besides the transcript. */
export type DigestContext = {
  /** Roots of the trees of a folder's project: absolute; none if it is not the session's project. */
  readonly rootsOf: (folder: string | undefined) => readonly string[];
  /** Dollars for what an answer billed. */
  readonly price: (usage: Usage, model: string | undefined) => number;
};

type UsesDraft = { -readonly [Key in keyof Omit<FormUses, 'failedCalls' | 'replacements'>]: FormUses[Key] } & {
  readonly failedCalls: string[];
  readonly replacements: Record<string, number>;
};

/** A failure that a later call may still correct. */
type Open = { readonly call: TranscriptCall; readonly failure: Failure; readonly form: Form; left: number };

/** Reads the events of one session, in order, and keeps only the content of a digest. */
export class Digester {
  private readonly uses = new Map<string, UsesDraft>();
  private open: Open[] = [];
  private readonly classes: Partial<Record<FailureClass, number>> = {};
  private readonly counts = { calls: 0, failedCalls: 0, masked: 0, requests: 0, tokens: 0, dollars: 0, brokenLines: 0 };
  private readonly repetition = new RepetitionCounter();
  private first: number | undefined;
  private last: number | undefined;

  private readonly context: DigestContext;

  constructor(context: DigestContext) {
    this.context = context;
  }

  /** Adds the next event. */
  add(event: TranscriptEvent): void {
    if (event.kind === 'call') this.addCall(event.call);
    else if (event.kind === 'request') {
      const { uncached, read, write, writeLong, output } = event.usage;
      this.counts.requests += 1;
      this.counts.tokens += uncached + read + write + writeLong + output;
      this.counts.dollars += this.context.price(event.usage, event.model);
      this.seen(event.time);
    } else if (event.kind === 'userTurn') {
      this.repetition.addTurn(event.text);
      this.seen(event.time);
    } else if (event.kind === 'broken') this.counts.brokenLines += 1;
  }

  /** The digest of the events so far. */
  digest(session: Session): SessionDigest {
    const { agent, id, root, isSubAgent, folder } = session;
    const { repeatedCalls, rereads, corrections } = this.repetition;
    return {
      ...{ agent, id, root, isSubAgent },
      ...(folder === undefined ? {} : { folder }),
      ...(session.withoutCalls === true ? { withoutOutput: true } : {}),
      ...(this.first === undefined ? {} : { first: this.first }),
      ...(this.last === undefined ? {} : { last: this.last }),
      ...this.counts,
      ...{ repeatedCalls, rereads, corrections },
      classes: this.classes,
      uses: [...this.uses.values()],
    };
  }

  private addCall(call: TranscriptCall): void {
    const failure = call.unanswered ? undefined : classify(call);
    const time = call.end ?? call.start;
    this.counts.calls += 1;
    this.repetition.addCall(call);
    this.seen(time);
    if (call.unanswered) return;
    const used = usesOf(call, failure, this.context.rootsOf(call.folder));
    if (failure === undefined) this.close(call, used);
    for (const { key, outcome } of used) {
      const uses = this.usesOf(key);
      uses[outcome] += 1;
      if (outcome === 'worked' && time !== undefined) uses.lastWorked = Math.max(time, uses.lastWorked ?? 0);
    }
    this.open = this.open.filter((each) => --each.left > 0);
    if (failure !== undefined) this.addFailure(call, failure, time);
  }

  private addFailure(call: TranscriptCall, failure: Failure, time: number | undefined): void {
    this.counts.failedCalls += 1;
    if (failure.masked) this.counts.masked += 1;
    this.classes[failure.class] = (this.classes[failure.class] ?? 0) + 1;
    const form = offenceOf(call, failure, this.context.rootsOf(call.folder));
    if (form === undefined) return;
    const uses = this.usesOf(keyOf(form));
    uses.failed += 1;
    if (time !== undefined) {
      uses.firstFailed = Math.min(time, uses.firstFailed ?? time);
      uses.lastFailed = Math.max(time, uses.lastFailed ?? time);
    }
    if (uses.failedCalls.length < mostCallIds && callId.test(call.id)) uses.failedCalls.push(call.id);
    this.open.push({ call, failure, form, left: recoveryDistance });
  }

  /** The failures that a successful call corrected. */
  private close(call: TranscriptCall, used: readonly Use[]): void {
    this.open = this.open.filter((each) => {
      const instead = insteadOf(each.form, each.call, each.failure, call, used);
      if (instead === undefined && !isRecovery(each.call, each.failure, call)) return true;
      const uses = this.usesOf(keyOf(each.form));
      if (instead === 'refused') uses.isRefused = true;
      else if (instead !== undefined) {
        const key = replacementKey(instead);
        uses.replacements[key] = (uses.replacements[key] ?? 0) + 1;
      }
      return false;
    });
  }

  private usesOf(key: string): UsesDraft {
    const known = this.uses.get(key);
    if (known !== undefined) return known;
    const made: UsesDraft = { key, worked: 0, empty: 0, failed: 0, failedCalls: [], replacements: {} };
    this.uses.set(key, made);
    return made;
  }

  private seen(time: number | undefined): void {
    if (time === undefined) return;
    this.first = Math.min(time, this.first ?? time);
    this.last = Math.max(time, this.last ?? time);
  }
}
