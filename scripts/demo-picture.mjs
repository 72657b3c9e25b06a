const width = 760;
const height = 400;
/** The area of the curves; the margins hold the labels. */
const plot = { left: 64, right: 556, top: 92, bottom: 316 };

const style = `
    .card { fill: #ffffff; stroke: #d1d9e0 }
    text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-size: 13px; fill: #59636e }
    .title { font-size: 17px; font-weight: 600; fill: #1f2328 }
    .label { font-size: 14px; font-weight: 600 }
    .call { font-size: 11px }
    .grid { stroke: #d1d9e0; stroke-width: 1 }
    .curve { fill: none; stroke-width: 3; stroke-linejoin: round }
    .without { stroke: #bc4c00; stroke-dasharray: 7 4 }
    .with { stroke: #0969da }
    circle.without, text.without { fill: #bc4c00; stroke: none }
    circle.with, text.with { fill: #0969da; stroke: none }
    @media (prefers-color-scheme: dark) {
      .card { fill: #0d1117; stroke: #3d444d }
      text { fill: #9198a1 }
      .title { fill: #f0f6fc }
      .grid { stroke: #3d444d }
      .without { stroke: #f0883e }
      .with { stroke: #58a6ff }
      circle.without, text.without { fill: #f0883e }
      circle.with, text.with { fill: #58a6ff }
    }`;

/**
 * A picture of how a session's prompt grows with and without headroom, as SVG that suits light and dark surroundings.
 * @param demo what `headroom demo --json` prints: tokens of each request's prompt, and the calls whose outputs made it grow
 */
export function drawDemo({ direct, proxied, outputs }) {
  const [without, withHeadroom] = [direct.prompts, proxied.prompts];
  const step = stepFor(Math.max(...without, ...withHeadroom));
  const most = Math.ceil(Math.max(...without, ...withHeadroom) / step) * step;
  const x = (index) => rounded(plot.left + ((plot.right - plot.left) * index) / (without.length - 1));
  const y = (tokens) => rounded(plot.bottom - ((plot.bottom - plot.top) * tokens) / most);
  const [last, lastWith] = [without.at(-1), withHeadroom.at(-1)];
  const share = Math.round((1 - lastWith / last) * 100);
  const outcome = `By request ${without.length} the prompt has ${count(last)} tokens without headroom and ${count(lastWith)} with it, ${share} % less.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
  <title id="title">Prompt size of each request in a debugging session, with and without headroom</title>
  <desc id="desc">Two curves over the ${without.length} requests of headroom demo. Tokens without headroom: ${without.map(count).join('; ')}. With headroom: ${withHeadroom.map(count).join('; ')}. ${outcome}</desc>
  <style>${style}
  </style>
  <rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
  <text class="title" x="24" y="34">Prompt size of each request, in tokens</text>
  <text x="24" y="56">The session that headroom demo plays. An agent sends its whole conversation with every request.</text>
${ticks(most, step)
  .map((tokens) => grid(tokens, y(tokens)))
  .join('\n')}
${without.map((_, index) => `  <text x="${x(index)}" y="${plot.bottom + 18}" text-anchor="middle">${index + 1}</text>`).join('\n')}
${outputs.map(({ call }, index) => callLabel(shortName(call), x(index + 1))).join('\n')}
  <text x="${plot.right + 18}" y="${plot.bottom + 18}">request</text>
  <text class="call" x="${plot.right + 18}" y="${plot.bottom + 36}">and what it adds the output of</text>
${curve('without', without, x, y)}
${curve('with', withHeadroom, x, y)}
${endLabel('without', ['without headroom', count(last)], y(last))}
${endLabel('with', ['with headroom', `${count(lastWith)}, ${share} % less`], y(lastWith))}
</svg>
`;
}

/** A round number of tokens between grid lines, of which there are four to eight. */
function stepFor(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((factor) => (factor * power) / 10).find((step) => most / step <= 8) ?? power;
}

function ticks(most, step) {
  return Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step);
}

function grid(tokens, at) {
  return `  <line class="grid" x1="${plot.left}" y1="${at}" x2="${plot.right}" y2="${at}"/>
  <text x="${plot.left - 8}" y="${at + 4}" text-anchor="end">${count(tokens)}</text>`;
}

/** The call whose output first appears in a request, under the request's number. */
function callLabel(name, at) {
  return `  <text class="call" x="${at}" y="${plot.bottom + 34}" text-anchor="end" transform="rotate(-30 ${at} ${plot.bottom + 34})">${escaped(name)}</text>`;
}

function curve(name, tokens, x, y) {
  const points = tokens.map((each, index) => `${x(index)},${y(each)}`);
  const dots = points
    .map((point) => point.split(','))
    .map(([cx, cy]) => `<circle class="${name}" cx="${cx}" cy="${cy}" r="4"/>`);
  return `  <polyline class="curve ${name}" points="${points.join(' ')}"/>
  ${dots.join('')}`;
}

/** A curve's name and its final value, beside its end. */
function endLabel(name, lines, at) {
  const first = at - 4;
  return lines
    .map(
      (line, index) =>
        `  <text class="label ${name}" x="${plot.right + 18}" y="${rounded(first + index * 18)}">${escaped(line)}</text>`,
    )
    .join('\n');
}

/** The words that identify a call: those before its first option, path or redirection, three at most. */
function shortName(call) {
  const words = call.split(' ').slice(0, 3);
  const end = words.findIndex((word) => !/^[A-Za-z]+$/.test(word));
  return (end === -1 ? words : words.slice(0, Math.max(1, end))).join(' ');
}

function count(tokens) {
  return tokens.toLocaleString('en-US');
}

function rounded(length) {
  return Math.round(length * 10) / 10;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
