// Can the numbers be trusted.
import { Alert, Card, CardBody, CardHeader, CardTitle, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEffect, type ReactNode } from "react";
import { useResource } from "../data/resource";
import { onStream } from "../data/stream";
import type { Status as Data } from "../data/types";
import { ScreenHead } from "../parts/screen_head";
import { LoadingState, ProblemState } from "../parts/states";
import { count, Time } from "../parts/text";
import { EnforcementLabel, HealthLabel } from "../parts/verdict";
import { words } from "../words";

const text = words.status;
const lossLimit = 0.001; // above it, verdicts that need the recorder are unknown

const lossOf = (row: Data["capture"][number]) => (row.received + row.dropped === 0 ? 0 : row.dropped / (row.received + row.dropped));

function problemsOf(data: Data): string[] {
  return [
    ...data.roles.filter((role) => role.state === "down").map((role) => text.problems.role(role.role)),
    ...(data.enforcement.loaded ? [] : [text.problems.notLoaded]),
    ...(data.clock.synchronised ? [] : [text.problems.clock]),
    ...data.capture.filter((row) => lossOf(row) > lossLimit).map((row) => text.lossHigh(row.zone)),
    ...data.syslog.filter((row) => row.state === "down").map((row) => text.problems.syslog(row.target)),
    ...data.coverage.filter((gap) => gap.to === null).map((gap) => text.problems.gap(gap.source)),
  ];
}

function Health({ data }: { data: Data }) {
  const problems = problemsOf(data);
  if (problems.length === 0) return <Alert variant="success" isInline component="h2" title={text.good} className="health" />;
  return (
    <Alert variant="warning" isInline component="h2" title={text.bad(problems.length)} className="health">
      <ul>{problems.map((problem) => <li key={problem}>{problem}</li>)}</ul>
    </Alert>
  );
}

function Part({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <Card isCompact component="section">
      <CardHeader><CardTitle component="h2">{title}{lead && <span className="card-lead">{lead}</span>}</CardTitle></CardHeader>
      <CardBody>{children}</CardBody>
    </Card>
  );
}
function Entry({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

type Column<T> = [title: string, cell: (row: T) => ReactNode, isNumber?: boolean];
function Rows<T>({ name, columns, rows, none }: { name: string; columns: Column<T>[]; rows: readonly T[]; none?: string }) {
  if (rows.length === 0) return <p className="quiet">{none}</p>;
  return (
    <Table aria-label={name} variant="compact" className="dense" gridBreakPoint="grid-md">
      <Thead><Tr>{columns.map(([title, , isNumber]) => <Th key={title} modifier="nowrap" className={isNumber ? "number-cell" : undefined}>{title}</Th>)}</Tr></Thead>
      <Tbody>
        {rows.map((row, index) => (
          <Tr key={index}>{columns.map(([title, cell, isNumber]) => <Td key={title} dataLabel={title} className={isNumber ? "number-cell" : undefined}>{cell(row)}</Td>)}</Tr>
        ))}
      </Tbody>
    </Table>
  );
}

const percent = new Intl.NumberFormat(words.language, { style: "percent", minimumFractionDigits: 3, maximumFractionDigits: 3 });

export default function Status() {
  const { data, problem, reload, change } = useResource<Data>("/status");
  useEffect(() => onStream("status", (next) => change(() => next)), [change]);
  const head = <ScreenHead title={text.title} lead={text.lead} />;
  if (problem && !data) return <>{head}<ProblemState problem={problem} retry={reload} /></>;
  if (!data) return <>{head}<LoadingState rows={14} /></>;
  return (
    <>
      {head}
      <Health data={data} />
      <div className="status-grid">
        <Part title={text.appliance}>
          <DescriptionList isHorizontal isCompact>
            <Entry term={text.site}>{data.site}</Entry>
            <Entry term={text.version}>{data.version}</Entry>
            <Entry term={text.started}><Time at={data.started} /></Entry>
            <Entry term={text.clock}><HealthLabel good={data.clock.synchronised} text={data.clock.synchronised ? text.clockGood : text.clockBad} /></Entry>
          </DescriptionList>
        </Part>
        <Part title={text.enforcement}>
          <DescriptionList isHorizontal isCompact>
            <Entry term={text.state}><HealthLabel good={data.enforcement.loaded} unsure text={data.enforcement.loaded ? text.loaded : text.notLoaded} /></Entry>
            <Entry term={words.common.policy}><code>{data.enforcement.policy || words.common.none}</code></Entry>
            <Entry term={text.table}><code>{data.enforcement.table || words.common.none}</code>, {words.requirement.elementCount(data.enforcement.elements)}</Entry>
            <Entry term={text.loadedSince}><Time at={data.enforcement.since} /></Entry>
          </DescriptionList>
        </Part>
        <Part title={text.products}>
          <Rows name={text.products} rows={data.products} columns={[[words.common.product, (row) => row.title], [text.mode, (row) => <EnforcementLabel mode={row.enforcement} />]]} />
        </Part>
        <Part title={text.counts}>
          <dl className="kept">
            {(Object.keys(text.countNames) as (keyof Data["counts"])[]).map((name) => <div key={name}><dt>{text.countNames[name]}</dt><dd className="number">{count(data.counts[name])}</dd></div>)}
          </dl>
        </Part>
      </div>
      <Part title={text.roles}>
        <Rows name={text.roles} rows={data.roles} columns={[
          [text.role, (row) => <code>{row.role}</code>],
          [text.state, (row) => <HealthLabel good={row.state === "running"} unsure={row.state === "starting"} text={text.states[row.state]} />],
          [text.pid, (row) => row.pid ?? "–", true], [text.restarts, (row) => count(row.restarts), true], [text.runningSince, (row) => <Time at={row.since} />],
        ]} />
      </Part>
      <Part title={text.capture}>
        <Rows name={text.capture} rows={data.capture} none={text.noCapture} columns={[
          [text.zone, (row) => row.zone], [text.interface, (row) => <code>{row.interface}</code>], [text.received, (row) => count(row.received), true],
          [text.decoded, (row) => count(row.decoded), true], [text.dropped, (row) => count(row.dropped), true],
          [text.loss, (row) => <HealthLabel good={lossOf(row) <= lossLimit} text={percent.format(lossOf(row))} />, true],
        ]} />
      </Part>
      <Part title={text.coverage} lead={text.coverageLead}>
        <Rows name={text.coverage} rows={data.coverage} none={text.noGaps} columns={[
          [text.source, (row) => <code>{row.source}</code>], [words.requirement.from, (row) => <Time at={row.from} />],
          [words.requirement.to, (row) => <Time at={row.to} none={text.ongoing} />], [words.common.reason, (row) => row.reason],
        ]} />
      </Part>
      <Part title={text.syslog}>
        <Rows name={text.syslog} rows={data.syslog} none={text.noSyslog} columns={[
          [text.target, (row) => <code>{row.target}</code>],
          [text.state, (row) => <HealthLabel good={row.state === "connected"} unsure={row.state === "connecting"} text={text.syslogStates[row.state]} />],
          [text.queued, (row) => count(row.queued), true], [text.lastSeq, (row) => count(row.last_seq), true],
        ]} />
      </Part>
    </>
  );
}
