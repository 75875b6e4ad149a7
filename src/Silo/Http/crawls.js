'use strict';
// Renders what the server renders, from the same JSON: a cell knows its path and format, a table the path of its rows.
const shown = document.body.dataset.crawl;
const number = new Intl.NumberFormat('en-US');
const formats = {
  text: value => String(value),
  crawl: value => String(value),
  count: value => number.format(value),
  rate: value => value.toFixed(1),
  seconds: value => value.toFixed(1) + ' s',
  time: value => new Date(value).toISOString().slice(11, 19),
  bytes: value => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
    return (unit === 0 ? value : value.toFixed(1)) + ' ' + units[unit];
  },
};
const look = (model, path) => path.split('.').reduce((value, name) => value == null ? undefined : value[name], model);
const write = (value, format) => value == null ? '–' : formats[format](value);

function cell(row, head) {
  const td = document.createElement('td');
  const text = write(look(row, head.dataset.path), head.dataset.format);
  td.className = head.dataset.format;
  if (head.dataset.format === 'crawl') {
    const link = document.createElement('a');
    link.href = '/?crawl=' + encodeURIComponent(text);
    link.textContent = text;
    td.append(link);
  } else {
    td.textContent = text;
  }
  return td;
}

function fill(model) {
  for (const place of document.querySelectorAll('[data-path]:not(th)')) {
    place.textContent = write(look(model, place.dataset.path), place.dataset.format);
  }
  for (const table of document.querySelectorAll('table[data-rows]')) {
    const rows = look(model, table.dataset.rows) || [];
    const heads = [...table.tHead.rows[0].cells];
    table.tBodies[0].replaceChildren(...rows.map(row => {
      const tr = document.createElement('tr');
      tr.append(...heads.map(head => cell(row, head)));
      return tr;
    }));
    table.hidden = rows.length === 0;
    table.parentElement.nextElementSibling.hidden = rows.length !== 0;
  }
}

async function get(path) {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(8000) });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function refresh() {
  const live = document.getElementById('live');
  try {
    const [overview, detail] = await Promise.all([get('/api/crawls'), shown ? get('/api/crawls/' + encodeURIComponent(shown)) : null]);
    if (!shown && overview.crawls.length > 0) location.reload();
    fill({ overview, detail });
    live.textContent = 'live';
    live.className = '';
  } catch {
    live.textContent = 'no answer, trying again';
    live.className = 'stale';
  }
  setTimeout(refresh, document.hidden ? 15000 : 2000);
}
setTimeout(refresh, 2000);
