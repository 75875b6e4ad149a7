// Writes PublicSuffixes.txt, which RegistrableDomain embeds. From this folder, either of
//   npm pack tldts && tar xzf tldts-*.tgz && node update-public-suffixes.mjs package/dist/cjs/src/data/trie.js VERSION DATE
//   node update-public-suffixes.mjs public_suffix_list.dat "publicsuffix VERSION" DATE      (from publicsuffix.org or a distribution's package)
// VERSION and DATE (of the source, as in 2026-11-19) go into the file's first line. Then run the tests of RegistrableDomain.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { domainToASCII, fileURLToPath } from 'node:url';

const [source, version, date] = process.argv.slice(2);
const sections = { icann: new Set(), private: new Set() };

// Wildcards and exceptions keep their mark; names are written in ASCII, as URLs have them.
function add(section, rule) {
  const mark = rule.startsWith('!') ? '!' : rule.startsWith('*.') ? '*.' : '';
  const name = domainToASCII(rule.slice(mark.length));
  if (!name) throw new Error(`"${rule}" is no domain name`);
  sections[section].add(mark + name);
}

if (source.endsWith('.dat')) {
  let section;
  for (const line of readFileSync(source, 'utf8').split('\n').map(text => text.trim())) {
    if (line.includes('===BEGIN ICANN DOMAINS===')) section = 'icann';
    else if (line.includes('===BEGIN PRIVATE DOMAINS===')) section = 'private';
    else if (line && !line.startsWith('//')) add(section, line.split(/\s/)[0]);
  }
} else {
  const trie = createRequire(import.meta.url)(resolve(source));
  const offsets = [];
  let end = 0;
  for (const length of trie.edgeLength) { offsets.push(end); end += length; }
  const walk = (node, labels, mark) => {
    const kind = trie.nodeFlags[node];
    if (kind > 0) add(kind === 1 ? 'icann' : 'private', mark + labels.join('.'));
    for (let edge = trie.edgeStart[node]; edge < trie.edgeStart[node + 1]; edge++) {
      walk(trie.edgeChild[edge], [trie.labelText.substr(offsets[edge], trie.edgeLength[edge]), ...labels], mark);
    }
  };
  walk(trie.rulesRoot, [], '');
  walk(trie.exceptionsRoot, [], '!');
}

const lines = [`# Public Suffix List (publicsuffix.org, Mozilla Public License 2.0) as of ${date}, from ${version}`];
for (const [name, rules] of Object.entries(sections)) lines.push(`# ${name}`, ...[...rules].sort());
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), 'PublicSuffixes.txt'), lines.join('\n') + '\n');
console.log(`${sections.icann.size} ICANN rules, ${sections.private.size} private rules`);
