// A real OpenID provider (npm's oidc-provider, which is certified) for the tests. One argument: its configuration as
// JSON. It lets everybody in whom the configuration names, with any password.

import { Provider } from "oidc-provider";

const { port, issuer, clients, people, claims, conform } = JSON.parse(process.argv[2]);

const provider = new Provider(issuer, {
  clients,
  claims,
  conformIdTokenClaims: conform,
  cookies: { keys: ["a key that signs the cookies of a test"] },
  findAccount: (_context, id) =>
    Object.hasOwn(people, id) ? { accountId: id, claims: async () => ({ sub: id, ...people[id] }) } : undefined,
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options), // its own reaches no server on this machine
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
});
provider.on("backchannel.success", (_context, client) => console.log(`told ${client.clientId}`));
provider.on("backchannel.error", (_context, error) => console.error(error));
provider.on("server_error", (_context, error) => console.error(error));
provider.listen(port, "127.0.0.1", () => console.log("listening"));
