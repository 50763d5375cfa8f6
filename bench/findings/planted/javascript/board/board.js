import { api } from './api.js';

const list = document.querySelector('#cards');
const status = document.querySelector('#status');
const titles = new Map();
const settings = { colour: 'blue', view: { dense: false } };

function card(entry) {
  const element = document.createElement('article');
  const heading = document.createElement('h3');
  heading.textContent = entry.title;
  element.append(heading);
  element.dataset.id = entry.id;
  return element;
}

export async function load() {
  const entries = await api.get('/cards');
  list.replaceChildren(...entries.map(card));
  for (const entry of entries) titles.set(entry.id, entry.title);
  status.innerHTML = `<b>${entries.length}</b> cards`;
}

export function showFilter() {
  const label = decodeURIComponent(window.location.hash.slice(1));
  if (label) {
    status.innerHTML = 'Filter: <em>' + label + '</em>';
  }
  for (const element of list.children) {
    element.hidden = !titles.get(element.dataset.id)?.includes(label);
  }
}

export function setOption(path, value) {
  const keys = path.split('.');
  let node = settings;
  for (const key of keys.slice(0, -1)) {
    node = node[key] ??= {};
  }
  node[keys.at(-1)] = value;
}

export function readOptions() {
  for (const [path, value] of new URLSearchParams(window.location.search)) {
    if (path !== 'host' && path !== 'tab') setOption(path, value);
  }
}

export function countBy(entries, field) {
  const counts = Object.create(null);
  for (const entry of entries) {
    counts[entry[field]] = (counts[entry[field]] ?? 0) + 1;
  }
  return counts;
}

export function finish() {
  const host = new URLSearchParams(window.location.search).get('host');
  if (host) {
    window.location.href = 'https://' + host + '/board';
  }
}

export function openTab() {
  const tab = new URLSearchParams(window.location.search).get('tab') ?? 'all';
  window.location.assign('/board?view=' + encodeURIComponent(tab));
}

export function columnOf(state) {
  let column;
  switch (state) {
    case 'new':
      column = 'inbox';
      break;
    case 'started':
      column = 'doing';
    case 'blocked':
      column = 'waiting';
      break;
    default:
      column = 'done';
  }
  return column;
}

export function weightOf(state) {
  switch (state) {
    case 'new':
    case 'started':
      return 2;
    default:
      return 1;
  }
}

window.addEventListener('hashchange', showFilter);
readOptions();
load().then(showFilter, (error) => {
  status.textContent = error.message;
});
