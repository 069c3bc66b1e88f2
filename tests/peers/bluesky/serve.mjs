// Bluesky's own servers in one process: the directory of identities, the AppView on an empty
// PostgreSQL database, and an account server with the people who are named.
// Usage: node serve.mjs <folder of node_modules> <PostgreSQL address> <name>...
// The first line on standard output that begins with "{" says where everything is; the process
// ends when its standard input does.

import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'

const [modules, database, ...names] = process.argv.slice(2)
const require = createRequire(path.join(modules, 'peer.js'))
const { TestBsky, TestPds, TestPlc, mockNetworkUtilities } = require('@atproto/dev-env')
const getPort = require('get-port')
const { Client } = require('pg')

// The AppView searches people with the help of trigrams, an extension that a small PostgreSQL comes
// without; nobody is searched for here, so whatever needs it is left out.
const query = Client.prototype.query
Client.prototype.query = function (statement, ...rest) {
  const needsTrigrams = /pg_trgm|gist_trgm_ops/.test(statement?.text ?? statement)
  return query.call(this, needsTrigrams ? 'select 1' : statement, ...rest)
}

const plc = await TestPlc.create({})
const pdsPort = await getPort()
const appview = await TestBsky.create({
  plcUrl: plc.url,
  pdsPort,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresUrl: database,
  dbPostgresSchema: 'appview',
})
const pds = await TestPds.create({
  port: pdsPort,
  hostname: 'localhost',
  didPlcUrl: plc.url,
  bskyAppViewUrl: appview.url,
  bskyAppViewDid: appview.serverDid,
  enableDidDocWithSession: true,
})
// Handles that end in .test are nowhere in the world's name service.
mockNetworkUtilities(pds, appview)

const people = {}
for (const name of names) {
  const agent = pds.getClient()
  const handle = `${name}.test`
  const { data } = await agent.com.atproto.server.createAccount({
    handle,
    email: `${name}@lipa.example`,
    password: 'the password of the account itself',
  })
  const headers = { authorization: `Bearer ${data.accessJwt}` }
  const { data: made } = await agent.com.atproto.server.createAppPassword(
    { name: 'Glasnik' },
    { headers },
  )
  people[name] = {
    did: data.did,
    handle,
    app_password: made.password,
    own: data.accessJwt,
  }
}

for (const { did } of Object.values(people)) {
  const known = `${appview.url}/xrpc/app.bsky.actor.getProfile?actor=${did}`
  while ((await fetch(known)).status !== 200) await setTimeout(20)
}

console.log(
  JSON.stringify({ directory: plc.url, appview: appview.url, pds: pds.url, people }),
)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
