/** What a path says about failures in the values under it. */
export type FailureKey = {
  /** Any value there is a report, unless it says that there is none. */
  readonly reports: boolean;
  /** Words there are a state. */
  readonly state: boolean;
  /** Numbers there are status codes or exit codes. */
  readonly code: 'none' | 'status' | 'exit';
  /** `false` there means failed. */
  readonly success: boolean;
  /** Texts there may quote a failure. */
  readonly message: boolean;
};

const messageCharacters = 2000;
const stateKey =
  /(?:^|[._-])(?:status|state|level|severity|priority|conclusion|result|outcome|verdict|health|phase|reason|action|type|label|kind|class)$/i;
const reportKey =
  /(?:^|[._-])(?:errors?|exceptions?|failures?|failed|stack_?trace|traceback|error_?message|stderr|panic)$/i;
const codeKey = /(?:^|[._-])(?:status_?code|http_?status|response_?code|exit_?code|return_?code|code|status)$/i;
const successKey = /(?:^|[._-])(?:success|ok|passed|healthy)$/i;
const messageKey =
  /(?:^|[._-])(?:output|message|msg|text|log|line|body|detail|details|description|summary|title|name)$/i;
const badWord =
  /\b(?:err|error|errors|errored|fail|fails|failed|failing|failure|fatal|critical|panic|exception|crash|crashed|crashloopbackoff|oomkilled|killed|timeout|timed[ _-]?out|unhealthy|unavailable|rejected|aborted|emergency|alert|severe|denied|degraded)\b/i;
const badMessage =
  /---\s*FAIL\b|\bFAIL(?:ED|URE)?\b|\bERROR\b|\bFATAL\b|\bpanic:|\b\w*(?:Error|Exception)\b:|\bTraceback\b|\b[Ff]ailed to\b|^"error\b|\b[\w-]+\.[a-z]{1,5}:\d+\b/;
const nothing = /^(?:null|false|0|""|"0"|"none"|"ok"|"success"|"false"|"null")$/i;

/** Reads a path: keys joined by dots. */
export function failureKeyOf(path: string): FailureKey {
  return {
    reports: reportKey.test(path),
    state: stateKey.test(path),
    code: !codeKey.test(path) ? 'none' : /exit|return/i.test(path) ? 'exit' : 'status',
    success: successKey.test(path),
    message: messageKey.test(path),
  };
}

/** Whether a scalar, as the source spells it, says that something failed. */
export function isFailureValue(key: FailureKey, raw: string): boolean {
  if (key.reports) return !nothing.test(raw);
  if (key.code !== 'none') {
    const number = raw.length <= 6 ? /^"?(-?\d{1,3})"?$/.exec(raw)?.[1] : undefined;
    if (number !== undefined) {
      const value = Number(number);
      return key.code === 'exit' ? value !== 0 : value >= 400 && value <= 599;
    }
  }
  if (key.success) return raw === 'false';
  if (key.message && badMessage.test(raw.length <= messageCharacters ? raw : raw.slice(0, messageCharacters)))
    return true;
  return key.state && raw.length <= 80 && badWord.test(raw.replace(/[_-]/g, ' '));
}
