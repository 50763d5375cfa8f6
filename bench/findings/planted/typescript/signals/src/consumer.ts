import { createCipheriv, randomBytes } from 'node:crypto';
import { connect } from 'node:net';

import { XMLParser } from 'fast-xml-parser';
import funcster from 'funcster';
import Handlebars from 'handlebars';
import { Kafka, type EachMessagePayload } from 'kafkajs';
import knexFactory from 'knex';
import { Client as LdapClient, EqualityFilter } from 'ldapts';
import libxml from 'libxmljs2';
import mongoose, { Schema } from 'mongoose';
import xpath from 'xpath';
import { DOMParser } from '@xmldom/xmldom';

type Json = Record<string, any>;

const knex = knexFactory({ client: 'pg', connection: process.env.SIGNALS_DSN });
const directory = new LdapClient({ url: process.env.LDAP_URL ?? 'ldaps://ldap.example.com' });
const Reading = mongoose.model('Reading', new Schema({ sensor: String, value: Number, tags: [String] }));
const greeting = Handlebars.compile('Sensor {{sensor}} reports {{value}}');
const CODE = /^([a-z]+[0-9]*)*:\d+$/;
const SENSOR = /^[a-z]{1,12}[0-9]{0,4}$/;

function overlay(base: Json, extra: Json): Json {
  Object.keys(extra).forEach((key) => {
    const value = extra[key];
    base[key] = value && typeof value === 'object' ? overlay(base[key] ?? {}, value) : value;
  });
  return base;
}

function flatten(extra: Json): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(extra)) found.set(key, value);
  return found;
}

const settings: Json = { retain: { days: 30 } };

const actions: Record<string, (body: Json) => Promise<unknown>> = {
  settings: async (body) => overlay(settings, body),
  tags: async (body) => flatten(body).size,
  average: (body) => knex.raw(`SELECT avg(value) FROM reading WHERE sensor = '${body.sensor}'`),
  maximum: (body) => knex.raw('SELECT max(value) FROM reading WHERE sensor = ?', [body.sensor]),
  remove: (body) => Reading.deleteMany(body.filter),
  latest: (body) => Reading.findOne({ sensor: String(body.sensor) }).sort('-_id').exec(),
  notice: async (body) => Handlebars.compile(body.text)({ sensor: body.sensor }),
  greet: async (body) => greeting({ sensor: body.sensor, value: body.value }),
  owner: (body) => directory.search('ou=rooms,dc=example', { filter: `(room=${body.room})` }),
  keeper: (body) =>
    directory.search('ou=rooms,dc=example', { filter: new EqualityFilter({ attribute: 'room', value: body.room }) }),
  plan: async (body) => {
    const document = libxml.parseXml(body.xml, { noent: true, nonet: false });
    return document.root()?.name();
  },
  layout: async (body) => new XMLParser({ processEntities: false }).parse(body.xml),
  floor: async (body) => {
    const tree = new DOMParser().parseFromString(body.xml, 'text/xml');
    return xpath.select(`//room[@floor="${body.floor}"]`, tree as unknown as Node);
  },
  attic: async (body) => {
    const tree = new DOMParser().parseFromString(body.xml, 'text/xml');
    const rooms = xpath.parse('//room[@floor=$floor]');
    return rooms.select({ node: tree as unknown as Node, variables: { floor: String(body.floor) } });
  },
  routine: async (body) => funcster.deepDeserialize(body.routine),
  copy: async (body) => structuredClone(JSON.parse(String(body.copy))),
  seal: async (body) => {
    const cipher = createCipheriv('rc4', Buffer.from(process.env.SEAL_KEY ?? '', 'hex'), '');
    return Buffer.concat([cipher.update(JSON.stringify(body)), cipher.final()]);
  },
  wrap: async (body) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('chacha20-poly1305', Buffer.from(process.env.WRAP_KEY ?? '', 'hex'), nonce, {
      authTagLength: 16,
    });
    return Buffer.concat([nonce, cipher.update(JSON.stringify(body)), cipher.final(), cipher.getAuthTag()]);
  },
  code: async (body) => CODE.test(body.code),
  sensor: async (body) => SENSOR.test(body.sensor),
};

function relay(sensor: string, title: string): void {
  const socket = connect(8125, 'relay.example.com');
  socket.write(`POST /${encodeURIComponent(sensor)} HTTP/1.1\r\nHost: relay.example.com\r\n`);
  socket.end(`X-Title: ${title}\r\nContent-Length: 0\r\n\r\n`);
  socket.on('error', (error) => process.stderr.write(`relay: ${error.message}\n`));
}

async function onMessage({ message }: EachMessagePayload): Promise<void> {
  const body = JSON.parse(message.value?.toString() ?? '{}') as Json;
  const action = Object.hasOwn(actions, body.action) ? actions[body.action] : undefined;
  await action?.(body);
  if (body.relay) relay(String(body.sensor), String(body.title));
}

export function pauseFor(attempt: number): number {
  return Math.min(30000, 500 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

export function anyOver(values: number[], limit: number): boolean {
  return values.filter((value) => value > limit).length >= 0;
}

export function anyUnder(values: number[], limit: number): boolean {
  return values.filter((value) => value < limit).length > 0;
}

export async function start(): Promise<void> {
  await mongoose.connect(process.env.MONGO_URL ?? 'mongodb://localhost/signals');
  const consumer = new Kafka({ clientId: 'signals', brokers: ['kafka:9092'] }).consumer({ groupId: 'signals' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'signals' });
  await consumer.run({ eachMessage: onMessage });
}
