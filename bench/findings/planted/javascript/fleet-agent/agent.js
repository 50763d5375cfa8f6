#!/usr/bin/env node
'use strict';

const { execSync, spawn } = require('child_process');
const https = require('https');
const vm = require('vm');
const yaml = require('js-yaml');
const merge = require('lodash/merge');
const mqtt = require('mqtt');
const serialize = require('node-serialize');

const [, , broker = 'mqtts://broker.example.com', vehicle = 'unnamed'] = process.argv;
const client = mqtt.connect(broker, { username: process.env.MQTT_USER, password: process.env.MQTT_PASSWORD });
const state = { interval: 30000, rules: {}, units: { speed: 'km/h' } };
const FORMULAS = { mean: (a, b) => (a + b) / 2, peak: (a, b) => Math.max(a, b) };

const depot = new https.Agent({ keepAlive: true, rejectUnauthorized: false });
const maps = new https.Agent({ keepAlive: true, minVersion: 'TLSv1.2' });

function assign(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object' && source[key] !== null) {
      target[key] = assign(target[key] || {}, source[key]);
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

function assignOwn(target, source) {
  for (const [key, value] of Object.entries(source)) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
    target[key] = value && typeof value === 'object' ? assignOwn(target[key] || {}, value) : value;
  }
  return target;
}

function post(agent, host, body) {
  const request = https.request({ agent, host, path: '/v1/reports', method: 'POST' }, (answer) => answer.resume());
  request.on('error', (error) => console.error('report: %s', error.message));
  request.end(JSON.stringify(body));
}

function diagnose(unit) {
  return execSync(`journalctl -n 100 --no-pager -u ${unit}`).toString();
}

function follow(unit) {
  const child = spawn('journalctl', ['-f', '-u', unit], { shell: false });
  child.stdout.on('data', (chunk) => client.publish(`fleet/${vehicle}/journal`, chunk));
  child.on('error', (error) => console.error('journal: %s', error.message));
}

function evaluate(rule, reading) {
  const check = new Function('reading', `return (${rule});`);
  return check(reading);
}

function simulate(script) {
  return vm.runInNewContext(script, { state }, { timeout: 500 });
}

function restore(text) {
  return serialize.unserialize(text);
}

function profile(text) {
  return yaml.load(text, { schema: yaml.JSON_SCHEMA });
}

const handlers = {
  config: (body) => assign(state, JSON.parse(body)),
  limits: (body) => assignOwn(state, JSON.parse(body)),
  units: (body) => merge({}, state.units, { speed: String(JSON.parse(body).speed) }),
  diagnose: (body) => post(depot, 'depot.example.com', { log: diagnose(body) }),
  follow: (body) => follow(body),
  rule: (body) => post(maps, 'maps.example.com', { hit: evaluate(body, state) }),
  combine: (body) => {
    const { name, a, b } = JSON.parse(body);
    const formula = Object.hasOwn(FORMULAS, name) ? FORMULAS[name] : FORMULAS.mean;
    return formula(a, b);
  },
  simulate: (body) => simulate(body),
  restore: (body) => Object.freeze(restore(body)),
  profile: (body) => assignOwn(state, profile(body)),
};

client.on('connect', () => client.subscribe(`fleet/${vehicle}/#`));
client.on('message', (topic, payload) => {
  const name = topic.split('/').pop();
  if (!Object.hasOwn(handlers, name)) return;
  try {
    handlers[name](payload.toString('utf8'));
  } catch (error) {
    console.error('%s: %s', name, error.message);
  }
});

function beat() {
  client.publish(`fleet/${vehicle}/beat`, JSON.stringify({ at: Date.now() }));
  setTimeout(beat, state.interval + Math.floor(Math.random() * 1000));
}

beat();
