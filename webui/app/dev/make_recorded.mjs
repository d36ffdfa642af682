// Makes recorded/*.json, the answers that scripts/ui and the browser tests serve without an appliance.
//   portolan assess tests/data/sample/sample.pcap --site tests/data/sample/site.yaml --json | node dev/make_recorded.mjs
// Requirements, quotes, verdicts and flows are those of the assessment; what only a live appliance has (actions, counters,
// marks, findings, history, processes) is added here, the same at each run.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const assessment = JSON.parse(readFileSync(0, "utf8"));
// The sample site has neither of these: requirements of the customer's own, and a vendor's statement of itself that somebody
// attested. No vendor's numbers hold them.
const own = {
  id: "local-badge-readers", title: "Badge readers", version: "local", enforcement: "observe",
  document: { file: "badge-readers.yaml", title: "Badge readers", edition: "", language: "", sha256: "" },
};
const added = (id, product, more) => ({
  id, product, kind: "flow", level: "required", lines: "1", condition: "", note: "", title: {}, statement_of: "customer", subjects: [], ...more,
});
assessment.products.push(own);
assessment.requirements.push(
  added("LOC-101", own.id, {
    quote: "Badge readers report to the access server", documents: "badge-reader -> access-server tcp/4050",
    title: { en: "Badge readers report to the access server", es: "Los lectores de tarjetas informan al servidor de accesos" },
    verdict: "verified", reason: "by traffic: 4 flows",
    subjects: [{ subject: "gate-1 10.20.9.4", verdict: "verified", reason: "by traffic: 4 flows", evidence: [] }],
  }),
  added("LOC-102", own.id, {
    quote: "Nothing else reaches a badge reader", kind: "control", documents: "any -> badge-reader any protocol, any port",
    verdict: "unseen", reason: "no attempt against it in the window",
    subjects: [{ subject: "gate-1 10.20.9.4", verdict: "unseen", reason: "no attempt against it in the window", evidence: [] }],
  }),
  added("DCA4-028", "dca4", {
    kind: "control", level: "informational", lines: "18", quote: "desactivación de usuarios después de 5 intentos fallidos",
    title: {
      en: "The portal disables a user after 5 failed sign-ins", es: "El portal desactiva al usuario tras 5 intentos fallidos",
      fr: "Le portail désactive un utilisateur après 5 échecs de connexion", pt: "O portal desativa o usuário após 5 tentativas malsucedidas",
    },
    documents: "", statement_of: "vendor",
    verdict: "attested", reason: "letter of the vendor, in force until 2027-05-01",
    subjects: [{ subject: "dca4", verdict: "attested", reason: "letter of the vendor, in force until 2027-05-01", evidence: [] }],
  }),
);
const folder = new URL("../recorded/", import.meta.url);
const policy = assessment.policy;
const enforcing = new Set(["dca4"]);
const recordedAt = "2026-11-16T08:10:00.000000Z";
const titles = new Map(assessment.products.map((p) => [p.id, p]));

const sha = (text) => createHash("sha256").update(text).digest();
const number = (text, below) => sha(text).readUInt32BE(0) % below;
const markOf = (decision) => {
  const sorted = decision.split(",").sort().join(",");
  return "0x" + (sha(sorted).readUInt32BE(0) >>> 1).toString(16).padStart(8, "0");
};
const at = (base, seconds) => new Date(Date.parse(base) + seconds * 1000).toISOString();
const ulid = (when, text) => {
  const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let time = Date.parse(when);
  let head = "";
  for (let i = 0; i < 10; ++i, time = Math.floor(time / 32)) head = digits[time % 32] + head;
  return head + [...sha(text).subarray(0, 16)].map((byte) => digits[byte % 32]).join("");
};

function zoneOf(address) {
  if (address.startsWith("10.") || address.startsWith("2001:db8:20:")) return "inside";
  if (address.startsWith("192.0.2.")) return "dmz";
  return "outside";
}
function actionOf(row) {
  const against = row.verdict === "undocumented" || row.verdict === "prohibited";
  if (!against) return "allowed";
  return enforcing.has(row.product) ? "blocked" : "would-block";
}
function liveFlow(row, index) {
  const action = actionOf(row);
  return {
    id: "f" + sha(index + row.initiator + row.responder + row.port).toString("hex").slice(0, 15),
    product: row.product, requirement: row.requirement, also: row.also, decision: row.decision, verdict: row.verdict,
    action, reason: row.reason, initiator: row.initiator, initiator_asset: row.initiator_asset, responder: row.responder,
    responder_asset: row.responder_asset, initiator_zone: zoneOf(row.initiator), responder_zone: zoneOf(row.responder),
    protocol: row.protocol, port: row.port, names: row.names, facts: row.facts, flows: 1 + number("n" + index, 24),
    packets: action === "blocked" ? 3 : row.packets, bytes: action === "blocked" ? 180 : row.bytes,
    answered: action === "blocked" ? false : row.answered, first: row.first, last: row.last,
  };
}
const flows = assessment.flows.map(liveFlow).sort((a, b) => (a.last < b.last ? 1 : -1));

function element(flow) {
  const learned = flow.names.length > 0 ? " timeout 1h expires " + (1 + number(flow.id, 58)) + "m" : "";
  const port = flow.protocol === "tcp" || flow.protocol === "udp" ? flow.port : 0;
  return `${flow.initiator} . ${flow.responder} . ${flow.protocol} . ${port}${learned} : ${markOf(flow.decision)}`;
}
function decisionsOf(requirement) {
  const ids = new Set(flows.filter((f) => f.decision.split(",").includes(requirement.id)).map((f) => f.decision));
  if (ids.size === 0 && requirement.verdict !== "not-applicable" && requirement.kind !== "observation") {
    if (!requirement.documents.startsWith("restates") && requirement.documents !== "") ids.add(requirement.id);
  }
  return [...ids].sort().map((decision) => {
    const rows = flows.filter((f) => f.decision === decision);
    const forbids = rows.some((f) => f.verdict === "prohibited");
    const elements = [...new Set(rows.filter((f) => f.protocol !== "icmp").map(element))];
    return {
      decision, mark: markOf(decision),
      action: !forbids ? "accept" : enforcing.has(requirement.product) ? "drop" : "would-block",
      packets: rows.reduce((sum, f) => sum + f.packets * f.flows, 0), bytes: rows.reduce((sum, f) => sum + f.bytes * f.flows, 0),
      elements: elements.slice(0, 50), elements_total: elements.length,
    };
  });
}
// What the enforcing product's policy blocked is no violation, but a prohibition that held.
function liveVerdict(item) {
  if (!item.verdict.startsWith("violated") || !enforcing.has(item.product)) return { verdict: item.verdict, reason: item.reason };
  const attempts = Number(item.reason.match(/^\d+/)?.[0] ?? 1);
  return { verdict: "verified", reason: attempts === 1 ? "1 attempt against it, blocked" : `${attempts} attempts against it, all blocked` };
}
function historyOf(requirement, subjects) {
  const began = "2026-11-16T06:00:00.000000Z";
  const rows = [];
  for (const subject of subjects.slice(0, 4)) {
    const changed = at(began, 3600 + number(requirement.id + subject.subject, 3500));
    if (subject.verdict === "not-applicable" || subject.verdict === "unseen") {
      rows.push({ verdict: subject.verdict, reason: subject.reason, subject: subject.subject, from: began, to: null, policy });
    } else {
      rows.push({ verdict: subject.verdict, reason: subject.reason, subject: subject.subject, from: changed, to: null, policy });
      rows.push({ verdict: "unseen", reason: "no such flow in the window", subject: subject.subject, from: began, to: changed, policy });
    }
  }
  return rows.sort((a, b) => (a.from < b.from ? 1 : -1));
}
const groupOf = (requirement) => (requirement.product.startsWith("local-") ? "local" : requirement.statement_of === "vendor" ? "vendor-statement" : "documented");
function trace(requirement) {
  const subjects = requirement.subjects.map((s) => ({ ...s, ...liveVerdict({ ...s, product: requirement.product }) }));
  const rows = flows.filter((f) => f.requirement === requirement.id || f.also.includes(requirement.id));
  const live = liveVerdict(requirement);
  return {
    schema: "portolan-requirement/1", policy, id: requirement.id, product: requirement.product, kind: requirement.kind,
    level: requirement.level, group: groupOf(requirement), title: requirement.title, lines: requirement.lines, quote: requirement.quote, condition: requirement.condition,
    note: requirement.note, documents: requirement.documents, document: titles.get(requirement.product).document,
    verdict: live.verdict, reason: live.reason, subjects, decisions: decisionsOf(requirement),
    flows: [], flows_total: rows.length, last_seen: rows.length > 0 ? rows[0].last : null, history: historyOf(requirement, subjects),
  };
}
const requirements = assessment.requirements.map(trace);

const events = {
  "undocumented-allowed": ["PT4001", "warning"], "undocumented-blocked": ["PT4002", "notice"],
  "deviating-allowed": ["PT4003", "warning"], "prohibited-allowed": ["PT4006", "error"],
  "prohibited-blocked": ["PT4007", "warning"], "requirement-violated": ["PT1001", "error"],
};
function finding(kind, of, text, opened) {
  const [event, severity] = events[kind];
  return {
    fid: ulid(opened, text), kind, event, product: of.product, requirement: of.requirement, subject: of.subject, peer: of.peer,
    port: of.port, protocol: of.protocol, reason: of.reason, state: "open", opened, updated: of.updated, closed: null,
    count: of.count, severity,
  };
}
const found = new Map();
for (const flow of flows) {
  if (!["undocumented", "prohibited", "deviating"].includes(flow.verdict)) continue;
  const kind = flow.verdict + (flow.action === "blocked" ? "-blocked" : "-allowed");
  const key = [kind, flow.product, flow.initiator_asset || flow.initiator, flow.responder, flow.port, flow.protocol].join(" ");
  const known = found.get(key);
  if (known) {
    known.count += flow.flows;
    if (flow.first < known.opened) known.opened = flow.first;
    continue;
  }
  found.set(key, finding(kind, {
    product: flow.product, requirement: flow.requirement, subject: flow.initiator_asset || flow.initiator,
    peer: flow.responder_asset || flow.names[0] || flow.responder, port: flow.port, protocol: flow.protocol,
    reason: flow.reason, updated: flow.last, count: flow.flows,
  }, key, flow.first));
}
for (const requirement of requirements) {
  for (const subject of requirement.subjects.filter((s) => s.verdict === "violated")) {
    const key = "requirement-violated " + requirement.id + " " + subject.subject;
    const opened = at("2026-11-16T08:02:00.000000Z", number(key, 400));
    found.set(key, finding("requirement-violated", {
      product: requirement.product, requirement: requirement.id, subject: subject.subject, peer: "", port: 0, protocol: "",
      reason: subject.reason, updated: opened, count: 1,
    }, key, opened));
  }
}
const findings = [...found.values()];
findings.forEach((row, index) => {
  if (index % 11 !== 5) return;
  row.state = "closed";
  row.closed = at(row.updated, 30);
  row.updated = row.closed;
});
findings.sort((a, b) => (a.updated < b.updated ? 1 : -1));
const open = findings.filter((f) => f.state === "open");

const count = (rows, words, of) => Object.fromEntries(words.map((word) => [word, rows.filter((r) => of(r) === word).length]));
const requirementWords = ["violated", "failing", "unknown", "unseen", "attested", "verified", "not-applicable"];
const flowWords = ["conforming", "deviating", "prohibited", "undocumented", "ungoverned"];
const mode = (id) => (enforcing.has(id) ? "enforce" : "observe");

// An hour in steps of 30 s: a rhythm of polls, a morning peak, and bursts of what nobody documented.
function series(name, base, wave, burst) {
  return Array.from({ length: 120 }, (_, i) => {
    const rhythm = base + wave * Math.sin((i / 120) * Math.PI) + (i % 10 === 0 ? base * 0.6 : 0);
    const noise = (number(name + i, 1000) / 1000 - 0.5) * base * 0.5;
    const peak = burst && [37, 38, 39, 84, 85, 108].includes(i) ? burst * (1 + number(name + "b" + i, 100) / 100) : 0;
    return Math.max(0, Math.round(rhythm + noise + peak));
  });
}
const overview = {
  schema: "portolan-overview/1", policy,
  products: assessment.products.map((p) => ({
    id: p.id, title: p.title, enforcement: mode(p.id), local: p.id.startsWith("local-"),
    vendor_statements: requirements.filter((r) => r.product === p.id && r.group === "vendor-statement").length,
    requirements: count(requirements.filter((r) => r.product === p.id && r.group !== "vendor-statement"), requirementWords, (r) => r.verdict),
    flows: count(flows.filter((f) => f.product === p.id), flowWords, (f) => f.verdict),
    findings_open: open.filter((f) => f.product === p.id).length,
  })),
  findings_open: count(open, [...new Set(open.map((f) => f.kind))].sort(), (f) => f.kind),
  recent_findings: open.slice(0, 10),
  activity: {
    from: at(recordedAt, -3600), step_seconds: 30,
    series: {
      conforming: series("c", 46, 22, 0), deviating: series("d", 1, 1, 3), prohibited: series("p", 1, 1, 8),
      undocumented: series("u", 3, 2, 14), ungoverned: series("g", 9, 5, 0), blocked: series("b", 2, 1, 12),
    },
  },
};

const since = "2026-11-16T05:58:11.204000Z";
const status = {
  schema: "portolan-status/1", policy, version: assessment.version, site: assessment.site, started: since,
  products: assessment.products.map((p) => ({ id: p.id, title: p.title, enforcement: mode(p.id), local: p.id.startsWith("local-") })),
  roles: [
    ["server", 2101, 0, since], ["web", 2102, 0, since], ["enforce", 2103, 0, since],
    ["capture", 2377, 1, "2026-11-16T07:41:02.871000Z"], ["resolve", 2105, 0, since],
  ].map(([role, pid, restarts, from]) => ({ role, state: "running", pid, restarts, since: from })),
  enforcement: { loaded: true, policy, since: "2026-11-16T05:58:13.019000Z", table: "inet portolan", elements: 412 },
  capture: [
    { zone: "inside", interface: "eno3", received: 1842207, dropped: 41, decoded: 1842166 },
    { zone: "dmz", interface: "eno2", received: 402118, dropped: 0, decoded: 402118 },
    { zone: "outside", interface: "eno1", received: 911004, dropped: 0, decoded: 910960 },
  ],
  coverage: [
    { source: "capture:inside", from: "2026-11-16T07:41:00.112000Z", to: "2026-11-16T07:41:02.871000Z", reason: "capture was restarted: interface eno3 went down" },
    { source: "server", from: "2026-11-16T05:12:40.000000Z", to: since, reason: "server was down" },
  ],
  clock: { synchronised: true },
  syslog: [{ target: "tcp:10.99.0.20:514", state: "connected", queued: 0, last_seq: 3127 }],
  counts: { requirements: requirements.length, flows: flows.length, findings_open: open.length, events: 3127, streams: 1 },
};

const decisions = [...new Map(requirements.flatMap((r) => r.decisions).map((d) => [d.decision, d])).values()]
  .concat([...new Set(flows.map((f) => f.decision))].filter((d) => d.includes("/")).map((decision) => ({
    decision, mark: markOf(decision), action: decision.startsWith("ungoverned") ? "accept" : "would-block",
    packets: 40 + number(decision, 900), bytes: 2400 + number(decision, 90000),
  })))
  .map(({ decision, mark, action, packets, bytes }) => ({ decision, mark, action, packets, bytes }));
const nft = [
  "table inet portolan {", "\tmap static {", "\t\ttype ipv4_addr . ipv4_addr . inet_proto . inet_service : mark",
  "\t\telements = { " + requirements.flatMap((r) => r.decisions).flatMap((d) => d.elements)
    .filter((e) => !e.includes("timeout") && !e.includes("::")).slice(0, 30).join(",\n\t\t\t     ") + " }", "\t}",
  "\tchain classify {", "\t\ttype filter hook prerouting priority mangle; policy accept;", "\t\tct state != new accept", "\t\tct mark set 0x00000000",
  "\t\tct mark set ip saddr . ip daddr . meta l4proto . th dport map @static", "\t}", "}", "",
].join("\n");

const session = { schema: "portolan-session/1", user: "admin", role: "admin", csrf_token: "Zm9yLXJlY29yZGVkLWFuc3dlcnMtb25seQ", expires: at(recordedAt, 43200) };
const box = { schema: "portolan-box/1", name: assessment.site, version: assessment.version, fingerprint: sha("certificate").toString("hex").toUpperCase().match(/../g).join(":") };
const audit = [
  ["07:58:40", "admin", "10.99.0.31", "sign-in", "", "ok"], ["07:40:12", "m.silva", "10.99.0.44", "sign-in", "", "refused: wrong password"],
  ["05:58:13", "root", "unix:0", "apply", "site.yaml", "loaded, 412 elements"],
].map(([time, who, from, verb, what, outcome]) => ({ at: `2026-11-16T${time}.000000Z`, who, from, verb, what, outcome }));
const users = [["admin", "admin"], ["m.silva", "operator"], ["soc", "viewer"]].map(([name, role]) => ({ name, role, created: since, disabled: false }));

const write = (name, value) => writeFileSync(new URL(name + ".json", folder), JSON.stringify(value, null, 1) + "\n");
write("box", box);
write("session", session);
write("status", status);
write("overview", overview);
write("requirements", requirements);
write("flows", flows);
write("findings", findings);
write("policy", { schema: "portolan-policy/1", policy, products: status.products, loaded: true, table: "inet portolan", nft, decisions });
write("audit", audit);
write("users", users);
