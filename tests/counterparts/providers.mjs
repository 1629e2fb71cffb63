// Two identity providers of other people on this machine, for `make test-counterparts`: OpenID Connect
// by oidc-provider (strict: PKCE, exact redirect URIs, one use of a code) and SAML 2.0 by samlp.
// Told by one line of JSON on standard input; says the port on standard output.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import Provider from "oidc-provider";
import samlp from "samlp";

const PERSON = { email: "carla@client.example", email_verified: true, name: "Carla Contact" };

const oidc = (issuer, told) =>
  new Provider(issuer, {
    clients: [
      {
        client_id: told.client_id,
        client_secret: told.secret,
        redirect_uris: [told.redirect_uri],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: true, // the address is told by userinfo only
    findAccount: async (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...PERSON }) }),
  }).callback();

const saml = (issuer, told) => {
  const known = { issuer: `${issuer}/saml`, cert: told.cert, key: told.key };
  const user = { id: "carla-at-client", emails: [{ value: PERSON.email }], displayName: PERSON.name, name: {} };
  const answer = (response, options, _request, out) =>
    out.end(JSON.stringify({ SAMLResponse: response.toString("base64"), RelayState: options.RelayState }));
  return {
    metadata: samlp.metadata({
      ...known,
      redirectEndpointPath: "/saml/sso",
      postEndpointPath: "/saml/sso",
    }),
    sso: (query) =>
      samlp.auth({
        ...known,
        RelayState: query.RelayState,
        signResponse: told.sign_response,
        signAssertion: !told.sign_response,
        recipient: told.acs,
        destination: told.acs,
        getPostURL: (_audience, _dom, _request, done) => done(null, told.acs),
        getUserFromRequest: () => user,
        responseHandler: answer,
      }),
  };
};

createInterface({ input: process.stdin }).once("line", (line) => {
  const told = JSON.parse(line);
  let handle;
  const server = createServer((request, response) => handle(request, response));
  server.listen(0, "127.0.0.1", () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const web = oidc(issuer, told);
    const other = told.cert && saml(issuer, told);
    handle = (request, response) => {
      const url = new URL(request.url, issuer);
      request.query = Object.fromEntries(url.searchParams);
      request.protocol = "http";
      response.set = (name, value) => response.setHeader(name, value);
      response.send = (body) => response.end(String(body));
      const failed = (problem) => response.writeHead(500).end(String(problem));
      if (url.pathname === "/saml/metadata") return other.metadata(request, response, failed);
      if (url.pathname === "/saml/sso") return other.sso(request.query)(request, response, failed);
      return web(request, response);
    };
    console.log(`listening ${server.address().port}`);
  });
});
