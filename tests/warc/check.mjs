// Reads a WARC file with Webrecorder's reader and holds payloads and references against each other:
//   npm install warcio && node check.mjs FILE.warc.gz
import crypto from 'node:crypto';
import fs from 'node:fs';
import { WARCParser } from 'warcio';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{5}/g).map((five) => digits[parseInt(five, 2)]).join('');
}

const counts = {};
const payloads = new Map();
const ids = new Set();
let wrong = 0;

function count(key) {
  counts[key] = (counts[key] ?? 0) + 1;
}

function demand(condition, ...what) {
  if (!condition) {
    wrong++;
    console.error(...what);
  }
}

for await (const record of new WARCParser(fs.createReadStream(process.argv[2]))) {
  const field = (name) => record.warcHeader(name);
  const [type, url, id] = ['WARC-Type', 'WARC-Target-URI', 'WARC-Record-ID'].map(field);
  count(type);
  demand(!ids.has(id), 'twice', id);
  ids.add(id);
  const length = record.httpHeaders?.headers.get('Content-Length');
  const payload = await record.readFully(false);
  if (type === 'response') {
    const digest = `sha1:${base32(crypto.createHash('sha1').update(payload).digest())}`;
    demand(digest === field('WARC-Payload-Digest'), 'digest', url);
    demand(Number(length) === payload.length, 'length', url, length, payload.length);
    payloads.set(id, digest);
  } else if (type === 'revisit') {
    count(field('WARC-Profile').split('/').pop());
    demand(payloads.get(field('WARC-Refers-To')) === field('WARC-Payload-Digest'), 'refers to nothing', url);
  } else if (type === 'request') {
    demand(ids.has(field('WARC-Concurrent-To')), 'concurrent to nothing', url);
  }
}

console.log(JSON.stringify(counts), wrong === 0 ? 'all sound' : `${wrong} wrong`);
process.exit(wrong === 0 ? 0 : 1);
