// The API of the appliance from recorded/*.json: what scripts/ui and the browser tests talk to. Filters, sorting and
// paging work as webui/openapi.yaml says; a test holds each answer against that file.
import { readFileSync } from "node:fs";

// What was recorded is shown as if it had just happened: each time is moved by the same stretch.
const recordedAt = Date.parse("2026-11-16T08:10:00Z");
const startedAt = Date.now();
const moved = (_key, value) => (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
  ? new Date(Date.parse(value) + startedAt - recordedAt).toISOString() : value);
const read = (name) => JSON.parse(readFileSync(new URL(`../recorded/${name}.json`, import.meta.url), "utf8"), moved);
const recorded = {
  box: read("box"), session: read("session"), status: read("status"), overview: read("overview"), policy: read("policy"),
  requirements: read("requirements"), flows: read("flows"), findings: read("findings"), audit: read("audit"), users: read("users"),
};
const policy = recorded.status.policy;
const cookieName = "recorded-sid"; // not __Host-sid: this server speaks plain HTTP
const groups = ["documented", "local", "vendor-statement"];
const worst = ["violated", "failing", "unknown", "unseen", "attested", "verified", "not-applicable"];

const json = (body, status = 200, headers = {}) => ({
  status, body: body === undefined ? "" : JSON.stringify(body),
  headers: { "content-type": status < 400 ? "application/json" : "application/problem+json", "cache-control": "no-store", ...headers },
});
const problem = (status, title, detail, remedy = "", headers = {}) =>
  json({ type: "about:blank", title, status, detail, remedy }, status, headers);

function rowOf(trace) {
  const counted = trace.decisions.length > 0;
  const sum = (key) => trace.decisions.reduce((total, decision) => total + decision[key], 0);
  return {
    id: trace.id, product: trace.product, kind: trace.kind, level: trace.level, group: trace.group, title: trace.title,
    documents: trace.documents, quote: trace.quote, verdict: trace.verdict, reason: trace.reason, subjects: trace.subjects.length,
    counter: counted ? { packets: sum("packets"), bytes: sum("bytes") } : null, last_seen: trace.last_seen,
  };
}
const rows = recorded.requirements.map(rowOf);

const oneOf = (query, key, value) => !query.has(key) || query.get(key).split(",").includes(value);
const holds = (query, ...texts) => {
  const wanted = query.get("q")?.toLowerCase();
  return !wanted || texts.some((text) => text.toLowerCase().includes(wanted));
};
function page(schema, items, query, more = {}) {
  const limit = Math.min(500, Number(query.get("limit") ?? 100));
  const from = query.has("cursor") ? Number(atob(query.get("cursor"))) : 0;
  const next = from + limit < items.length ? btoa(String(from + limit)).replaceAll("=", "") : null;
  return json({ schema, policy, items: items.slice(from, from + limit), total: items.length, ...more, next });
}

function listRequirements(query) {
  const found = rows.filter((row) => oneOf(query, "product", row.product) && oneOf(query, "verdict", row.verdict)
    && oneOf(query, "level", row.level) && oneOf(query, "kind", row.kind)
    && holds(query, row.id, row.documents, row.quote, row.reason, ...Object.values(row.title)));
  if (query.get("sort") === "worst") found.sort((a, b) => worst.indexOf(a.verdict) - worst.indexOf(b.verdict));
  if (query.get("sort") === "last_seen") found.sort((a, b) => (b.last_seen ?? "").localeCompare(a.last_seen ?? ""));
  found.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
  const counts = Object.fromEntries(groups.map((group) => [group, found.filter((row) => row.group === group).length]));
  return page("portolan-requirements/1", found.filter((row) => oneOf(query, "group", row.group)), query, { groups: counts });
}
const byRequirement = (id) => recorded.flows.filter((flow) => flow.requirement === id || flow.also.includes(id));
function listFlows(query) {
  const asset = query.get("asset");
  const found = (query.has("requirement") ? byRequirement(query.get("requirement")) : recorded.flows).filter((flow) =>
    oneOf(query, "verdict", flow.verdict) && oneOf(query, "action", flow.action) && oneOf(query, "product", flow.product)
    && (!asset || [flow.initiator, flow.responder, flow.initiator_asset, flow.responder_asset].includes(asset))
    && (!query.has("service") || [flow.protocol, `${flow.protocol}/${flow.port}`].includes(query.get("service")))
    && (!query.has("since") || flow.last >= query.get("since"))
    && holds(query, flow.initiator, flow.responder, flow.initiator_asset, flow.responder_asset, flow.decision, flow.requirement, flow.reason, ...flow.names));
  return page("portolan-flows/1", found, query);
}
function listFindings(query) {
  const found = recorded.findings.filter((row) => oneOf(query, "state", row.state) && oneOf(query, "kind", row.kind)
    && oneOf(query, "product", row.product) && holds(query, row.subject, row.peer, row.requirement, row.reason));
  return page("portolan-findings/1", found, query);
}
function getRequirement(id) {
  const trace = recorded.requirements.find((one) => one.id === id);
  if (!trace) return problem(404, "Not found", `there is no requirement ${id}`, "look for it in the list of requirements");
  return json({ ...trace, flows: byRequirement(id).slice(0, 50) });
}
function signIn(body) {
  const { user, password } = JSON.parse(body || "{}");
  if (password === "locked") return problem(429, "Too many tries", "this account may try again in 30 seconds", "wait, then sign in again", { "retry-after": "30" });
  if (!user || !password || password === "wrong") return problem(401, "Not signed in", "user or password is wrong", "try again");
  return json({ ...recorded.session, user }, 200, { "set-cookie": `${cookieName}=1; Path=/; HttpOnly; SameSite=Strict` });
}
// A restless network: some flows grow, their requirements' counters with them.
let tick = 0;
function nextEvents() {
  tick += 1;
  const now = new Date(Math.max(Date.now(), startedAt + tick)).toISOString();
  const changed = Array.from({ length: 1 + (tick % 3) }, (_, i) => recorded.flows[(tick * 37 + i * 53) % recorded.flows.length]);
  const items = [...new Set(changed)].map((flow) => Object.assign(flow, {
    last: now, flows: flow.flows + 1, packets: flow.packets + 4 + (tick % 9), bytes: flow.bytes + 600 + ((tick * 131) % 900),
  }));
  recorded.flows.sort((a, b) => (a.last < b.last ? 1 : -1));
  const events = [["flows", { items, total: items.length }]];
  const moved = rows.filter((row) => row.counter && items.some((flow) => flow.requirement === row.id));
  for (const row of moved) Object.assign(row, { last_seen: now, counter: { packets: row.counter.packets + 7, bytes: row.counter.bytes + 900 } });
  if (moved.length > 0) events.push(["requirements", { items: moved.map(({ id, verdict, reason, counter, last_seen }) => ({ id, verdict, reason, counter, last_seen })) }]);
  if (tick % 5 === 0) events.push(["overview", recorded.overview], ["status", recorded.status]);
  return events;
}

/** One answer: {status, headers, body}. `headers` have lower-case names. */
export function answer(method, target, headers = {}, body = "") {
  const url = new URL(target, "http://recorded");
  const path = url.pathname.replace(/^\/api\/v1/, "");
  if (path === "/box" && method === "GET") return json(recorded.box);
  if (path === "/session" && method === "POST") return signIn(body);
  if (!(headers.cookie ?? "").includes(`${cookieName}=1`)) return problem(401, "Not signed in", "there is no session, or it has ended", "sign in");
  if (path === "/session" && method === "DELETE") return json(undefined, 204, { "set-cookie": `${cookieName}=; Path=/; Max-Age=0` });
  if (method !== "GET") return problem(405, "Not here", "the recorded answers can only be read", "use a real appliance");
  const id = path.match(/^\/requirements\/([A-Za-z0-9-]+)$/)?.[1];
  if (id) return getRequirement(id);
  const plain = (schema, items) => json({ schema, items, total: items.length, next: null });
  switch (path) {
    case "/session": return json(recorded.session);
    case "/status": return json(recorded.status);
    case "/overview": return json(recorded.overview);
    case "/policy": return json(recorded.policy);
    case "/requirements": return listRequirements(url.searchParams);
    case "/flows": return listFlows(url.searchParams);
    case "/findings": return listFindings(url.searchParams);
    case "/audit": return plain("portolan-audit/1", recorded.audit);
    case "/users": return plain("portolan-users/1", recorded.users);
    default: return problem(404, "Not found", `there is no ${path}`);
  }
}

/** The events of one second of the stream, as [name, object]. */
export { nextEvents };

function startStream(request, response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  let id = Number(request.headers["last-event-id"] ?? 0);
  response.write("retry: 1000\n\n");
  const timer = setInterval(() => {
    for (const [name, data] of nextEvents()) response.write(`id: ${++id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }, 1000);
  request.on("close", () => clearInterval(timer));
}

/** Takes requests under /api/v1/ of a node server; false for any other. */
export function serveApi(request, response) {
  if (!request.url.startsWith("/api/v1/")) return false;
  const first = answer(request.method, request.url, request.headers);
  if (request.url.startsWith("/api/v1/stream") && first.status !== 401) {
    startStream(request, response);
    return true;
  }
  let body = "";
  request.on("data", (chunk) => { body += chunk; });
  request.on("end", () => {
    const { status, headers, body: text } = answer(request.method, request.url, request.headers, body);
    response.writeHead(status, headers);
    response.end(text);
  });
  return true;
}
