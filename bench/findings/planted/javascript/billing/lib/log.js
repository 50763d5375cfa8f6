'use strict';

const levels = ['debug', 'info', 'warn', 'error'];
const threshold = levels.indexOf(process.env.LOG_LEVEL || 'info');

const sinks = [];

function write(level, message) {
  if (levels.indexOf(level) < threshold) return;
  const line = `${new Date().toISOString()} ${level.padEnd(5)} ${message.replace(/[\r\n]+/g, ' ')}\n`;
  process.stderr.write(line);
  for (const sink of sinks) sink(line);
}

const log = {};
for (const level of levels) {
  log[level] = (message) => write(level, String(message));
}

log.addSink = (sink) => {
  sinks.push(sink);
  return () => {
    const index = sinks.indexOf(sink);
    if (index) {
      sinks.splice(index, 1);
    }
  };
};

log.has = (sink) => sinks.indexOf(sink) !== -1;

module.exports = log;
