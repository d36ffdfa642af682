import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { Link } from "wouter";
import type { Finding } from "../data/types";
import { words } from "../words";
import { count, service, Time } from "./text";
import { HealthLabel, SeverityLabel } from "./verdict";

const text = words.findings;

export const kindText = (kind: string): string => words.findingKind[kind] ?? kind.replaceAll("-", " ");

function flowsOf(finding: Finding): string {
  const query = new URLSearchParams({ asset: finding.subject });
  if (finding.port > 0) query.set("service", service(finding.protocol, finding.port));
  return `/flows?${query.toString().replaceAll("%2F", "/")}`;
}

function Row({ finding, brief }: { finding: Finding; brief: boolean }) {
  const about = finding.kind.startsWith("requirement") ? "" : flowsOf(finding);
  return (
    <Tr>
      <Td dataLabel={text.severity} modifier="nowrap"><SeverityLabel severity={finding.severity} /></Td>
      <Td dataLabel={text.kind} className="finding-kind">
        <div className="strong">{kindText(finding.kind)}</div>
        <div className="quiet">{finding.reason}</div>
      </Td>
      <Td dataLabel={text.subject}>
        {about ? <Link href={about}>{finding.subject}</Link> : finding.subject}
        {finding.peer && <div className="quiet">→ {finding.peer}</div>}
      </Td>
      <Td dataLabel={text.service} modifier="nowrap"><span className="number">{finding.protocol ? service(finding.protocol, finding.port) : <span className="quiet">–</span>}</span></Td>
      <Td dataLabel={text.requirement} modifier="nowrap">
        {finding.requirement ? <Link href={`/requirements/${finding.requirement}`} className="strong">{finding.requirement}</Link> : <span className="quiet">{finding.product || words.common.noProduct}</span>}
      </Td>
      <Td dataLabel={text.count} className="number-cell">{count(finding.count)}</Td>
      {!brief && <Td dataLabel={text.state} modifier="nowrap"><HealthLabel good={finding.state === "closed"} unsure text={text.states[finding.state]} /></Td>}
      {!brief && <Td dataLabel={text.opened} modifier="nowrap"><Time at={finding.opened} /></Td>}
      <Td dataLabel={text.updated} modifier="nowrap"><Time at={finding.updated} date={!brief} /></Td>
    </Tr>
  );
}

export function FindingTable({ findings, brief = false, stale = false }: { findings: readonly Finding[]; brief?: boolean; stale?: boolean }) {
  return (
    <Table aria-label={text.table} variant="compact" className={stale ? "dense stale" : "dense"} gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th modifier="nowrap">{text.severity}</Th><Th>{text.kind}</Th><Th modifier="nowrap">{text.subject}</Th><Th modifier="nowrap">{text.service}</Th>
          <Th modifier="nowrap">{text.requirement}</Th><Th modifier="nowrap" className="number-cell">{text.count}</Th>
          {!brief && <Th modifier="nowrap">{text.state}</Th>}{!brief && <Th modifier="nowrap">{text.opened}</Th>}<Th modifier="nowrap">{text.updated}</Th>
        </Tr>
      </Thead>
      <Tbody>{findings.map((finding) => <Row key={finding.fid} finding={finding} brief={brief} />)}</Tbody>
    </Table>
  );
}
