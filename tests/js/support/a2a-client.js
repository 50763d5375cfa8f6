// The A2A SDK for JavaScript as a client of a real server: one call, told as one line of JSON for each thing it yields.
//
//   node a2a-client.js <agent's address> <bearer> <version> <call> <parameters as JSON> [most]
//
// Calls are the client's own methods. A stream is cut after `most` events.

import { ClientFactory, DefaultAgentCardResolver, JsonRpcTransportFactory } from "@a2a-js/sdk/client";

const [address, bearer, version, call, parameters, most = "1000000"] = process.argv.slice(2);

const fetchImpl = (resource, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("Authorization", bearer);
  return fetch(resource, { ...init, headers });
};
const legacyCompat = { enabled: true };

async function client() {
  const resolver = new DefaultAgentCardResolver({ fetchImpl, legacyCompat });
  const card = await resolver.resolve(`${address}/`, ".well-known/agent-card.json");
  card.supportedInterfaces = card.supportedInterfaces.filter((one) => one.protocolVersion.startsWith(version));
  const factory = new ClientFactory({
    transports: [new JsonRpcTransportFactory({ fetchImpl, legacyCompat })],
    cardResolver: resolver,
  });
  return factory.createFromAgentCard(card);
}

function tell(value) {
  console.log(JSON.stringify(value));
}

try {
  const result = (await client())[call](JSON.parse(parameters));
  if (result[Symbol.asyncIterator]) {
    let count = 0;
    for await (const event of result) {
      tell(event);
      count += 1;
      if (count >= Number(most)) break;
    }
  } else {
    tell(await result);
  }
} catch (error) {
  tell({ failed: error.name, message: error.message });
}
process.exit(0);
