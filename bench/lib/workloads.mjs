// Four workloads of tool output in JSON, with failures, odd values and needles planted in them; the same for the same seed.
import { numbers } from './bodies.mjs';
import { codeHit, fileHit, issue, logRecord, orderRow, repository, tree } from './workload-rows.mjs';

const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));
/** JSON with a space after commas and colons, as other languages print it. */
const spaced = (rows) =>
  `[${rows
    .map(
      (row) =>
        `{${Object.entries(row)
          .map(([key, value]) => `"${key}": ${JSON.stringify(value)}`)
          .join(', ')}}`,
    )
    .join(', ')}]`;
const indented = (value) => JSON.stringify(value, null, 2);

/** Changes rows of a list at positions that the seed chooses, no position twice. */
function plant(next, rows, changes) {
  const taken = new Set();
  for (const change of changes) {
    let place = next(rows.length);
    while (taken.has(place)) place = (place + 1) % rows.length;
    taken.add(place);
    rows[place] = { ...rows[place], ...change };
  }
  return rows;
}

/** The output of one call; `facts` are strings that a shorter form must still contain. */
const output = (tool, input, text, facts) => ({ tool, input: JSON.stringify(input), text, facts });
const error = (text) => ({ kind: 'error', text });
const outlier = (text) => ({ kind: 'outlier', text });
const needle = (text) => ({ kind: 'needle', text });

function codeSearch(next, count, render) {
  const rows = plant(
    next,
    times(count, () => codeHit(next)),
    [
      { path: 'src/legacy/bridge/PaymentDraftBridge.tsx', symbol: 'submitPaymentDraft' },
      { snippet: null, score: 0, error: 'parser gave up: unterminated template literal in StockDialog.tsx' },
      { line: 184_467, snippet: '/* generated, do not edit */' },
    ],
  );
  const facts = [
    needle('PaymentDraftBridge.tsx'),
    error('parser gave up: unterminated template literal in StockDialog.tsx'),
    outlier('184467'),
  ];
  return output('search_code', { query: 'React components that use forms, submitPaymentDraft' }, render(rows), facts);
}

function logs(next, count) {
  const exhausted = times(9, (index) => ({
    level: 'ERROR',
    service: 'payment-service',
    message: `Connection pool exhausted: ${50 + index} waiting, 0 idle`,
    status_code: 503,
  }));
  const rows = plant(
    next,
    times(count, (index) => logRecord(next, index)),
    [
      ...exhausted,
      { level: 'FATAL', service: 'search-indexer', message: 'OOM killed: container exceeded 2048Mi', status_code: 137 },
      {
        level: 'ERROR',
        service: 'mailer',
        message: 'TLS handshake failed: certificate expired on mx2',
        status_code: 525,
      },
      { duration_ms: 98_765 },
      { trace_id: 'a71c0fb2e95d4430', message: 'Request served for checkout with a stale price list' },
    ],
  );
  const facts = [
    error('Connection pool exhausted'),
    error('OOM killed: container exceeded 2048Mi'),
    error('TLS handshake failed: certificate expired on mx2'),
    outlier('98765'),
    needle('a71c0fb2e95d4430'),
  ];
  return output('search_logs', { query: 'trace a71c0fb2e95d4430', minutes: 30 }, indented(rows), facts);
}

function orders(next, count) {
  const rows = plant(
    next,
    times(count, (index) => orderRow(next, index)),
    [
      { order_id: 'ORD-48213-K', status: 'completed' },
      { status: 'failed', retries: 5, error: 'card_declined: issuer unreachable after 5 attempts' },
      { status: 'failed', retries: 5, error: 'duplicate key value violates unique constraint orders_pkey' },
      { amount: 748_250.5 },
    ],
  );
  const facts = [
    needle('ORD-48213-K'),
    error('card_declined: issuer unreachable after 5 attempts'),
    error('duplicate key value violates unique constraint orders_pkey'),
    outlier('748250.5'),
  ];
  return output(
    'query_database',
    { sql: 'select * from orders order by id', highlight: 'ORD-48213-K' },
    indented(rows),
    facts,
  );
}

function fileSearch(next, count) {
  const rows = plant(
    next,
    times(count, () => fileHit(next)),
    [
      { path: 'services/payment-service/config/pool_limits.yaml', preview: 'POOL_MAX_WAITERS: 50' },
      {
        path: 'services/mailer/certs/mx2.pem',
        matches: 0,
        preview: null,
        error: 'EACCES: permission denied, open mx2.pem',
      },
      { size: 734_003_200 },
    ],
  );
  const facts = [needle('pool_limits.yaml'), error('EACCES: permission denied, open mx2.pem'), outlier('734003200')];
  return output('search_files', { pattern: 'POOL_MAX_WAITERS', path: 'services' }, indented(rows), facts);
}

function issues(next, count) {
  const rows = plant(
    next,
    times(count, (index) => issue(next, index)),
    [
      { title: 'Checkout crashes: TypeError reading priceList of undefined', labels: ['bug', 'severity/critical'] },
      { number: 9_477, title: 'Stale price list after a tenant switch' },
      { labels: ['security'], title: 'Session token is written to the access log' },
      { comments: 1_312 },
    ],
  );
  const facts = [
    error('TypeError reading priceList of undefined'),
    needle('Stale price list after a tenant switch'),
    outlier('Session token is written to the access log'),
    outlier('1312'),
  ];
  return output('list_issues', { repo: 'acme/storefront-web', mentions: 'issue 9477' }, indented(rows), facts);
}

function listing(next) {
  const top = tree(next);
  const folders = top.children.filter(({ children }) => children !== undefined);
  plant(next, folders[1].children, [{ name: 'legacy_auth_bridge.py' }]);
  plant(next, folders[4].children, [{ name: 'core.dump', size: 4_831_838_208 }]);
  folders[6].children.push({ name: 'vault', type: 'directory', error: 'EACCES: permission denied, scandir vault' });
  const facts = [
    needle('legacy_auth_bridge.py'),
    outlier('4831838208'),
    error('EACCES: permission denied, scandir vault'),
  ];
  return output('directory_tree', { path: '.', depth: 3, find: 'legacy_auth_bridge' }, indented(top), facts);
}

function hostSearch(next, count) {
  const rows = plant(
    next,
    times(count, () => repository(next)),
    [
      { full_name: 'nordlicht/tenant-router', description: 'route tenants by host name' },
      { stargazers_count: 918_273 },
      { archived: true, description: 'moved; disabled: repository access blocked by a takedown notice' },
    ],
  );
  const facts = [
    needle('nordlicht/tenant-router'),
    outlier('918273'),
    error('repository access blocked by a takedown notice'),
  ];
  return output('search_repositories', { query: 'tenant-router', per_page: count }, indented(rows), facts);
}

/**
 * The workloads of a seed. Each has what the user asked, its outputs, and the share that the reference published
 * (`claimed`) and the least for the balanced profile (`balanced`).
 */
export function workloads(seed) {
  const next = numbers(seed * 2_654_435);
  for (let warm = 0; warm < 16; warm++) next(2);
  return [
    {
      name: 'code search',
      asked: 'Find all React components that use forms, and where submitPaymentDraft is.',
      claimed: 0.92,
      balanced: 0.4,
      outputs: [codeSearch(next, 100, spaced)],
    },
    {
      name: 'SRE incident',
      asked: 'Checkout is failing since 14:00. What happened to trace a71c0fb2e95d4430 and to order ORD-48213-K?',
      claimed: 0.92,
      balanced: 0.63,
      outputs: [logs(next, 300), orders(next, 200), fileSearch(next, 150)],
    },
    {
      name: 'issue triage',
      asked: 'Triage the open issues. Is issue 9477 the same as what trace a71c0fb2e95d4430 shows?',
      claimed: 0.73,
      balanced: 0.45,
      outputs: [issues(next, 100), codeSearch(next, 80, indented), logs(next, 200)],
    },
    {
      name: 'exploration',
      asked: 'Where is legacy_auth_bridge, who reads POOL_MAX_WAITERS, and is there a public tenant-router?',
      claimed: 0.47,
      balanced: 0.5,
      outputs: [listing(next), fileSearch(next, 200), hostSearch(next, 100)],
    },
  ];
}
