// The OpenID provider that the tests sign in with: node server.mjs FOLDER-OF-MODULES PORT PEOPLE-AS-JSON
// Its own pages take a name and any password, then ask for consent. PKCE is required.
const [modules, port, given] = process.argv.slice(2);
const { default: Provider } = await import(`${modules}/oidc-provider/lib/index.js`);
const people = JSON.parse(given);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'passerelle',
    client_secret: 'secret-invente',
    token_endpoint_auth_method: 'client_secret_post',
    // a native client may come back to any port of loopback (RFC 8252, section 7.3)
    application_type: 'native',
    redirect_uris: ['http://127.0.0.1/connexion/retour', 'http://localhost/connexion/retour'],
  }],
  claims: { openid: ['sub'], profile: ['preferred_username', 'groups'], email: [] },
  cookies: { keys: ['un secret de test'] },
  features: { devInteractions: { enabled: true } },
  pkce: { required: () => true },
  // some directories tell the groups in the signed token, others only when they are asked: denis's is of those
  conformIdTokenClaims: false,
  findAccount: (_, id) => (people[id] && {
    accountId: id,
    claims: (use) => ({
      sub: id,
      preferred_username: id,
      ...((use === 'userinfo') === (id === 'denis') ? { groups: people[id] } : {}),
    }),
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
