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

function Row({ finding, brief, showState }: { finding: Finding; brief: boolean; showState: boolean }) {
  const about = finding.kind.startsWith("requirement") ? "" : flowsOf(finding);
  return (
    <Tr>
      <Td dataLabel={text.severity} modifier="nowrap"><SeverityLabel severity={finding.severity} /></Td>
      <Td dataLabel={text.kind} className="finding-kind">
        <div className="strong">{kindText(finding.kind)}</div>
        <div className="quiet">{finding.reason}</div>
      </Td>
      <Td dataLabel={text.subject} className="subject-cell">
        {about ? <Link href={about}>{finding.subject}</Link> : finding.subject}
        {finding.peer && <div className="quiet">→ {finding.peer}</div>}
      </Td>
      <Td dataLabel={text.service} modifier="nowrap"><span className="number">{finding.protocol ? service(finding.protocol, finding.port) : <span className="quiet">–</span>}</span></Td>
      <Td dataLabel={text.requirement} modifier="nowrap">
        {finding.requirement ? <Link href={`/requirements/${finding.requirement}`} className="strong">{finding.requirement}</Link> : <span className="quiet">{finding.product || words.common.noProduct}</span>}
      </Td>
      <Td dataLabel={text.count} className="number-cell">{count(finding.count)}</Td>
      {showState && <Td dataLabel={text.state} modifier="nowrap"><HealthLabel good={finding.state === "closed"} unsure text={text.states[finding.state]} /></Td>}
      {!brief && !showState && <Td dataLabel={text.opened} modifier="nowrap" className="spare"><Time at={finding.opened} /></Td>}
      <Td dataLabel={text.updated} modifier="nowrap"><Time at={finding.updated} date={!brief} /></Td>
    </Tr>
  );
}

export function FindingTable({ findings, brief = false, stale = false, showState = false }: { findings: readonly Finding[]; brief?: boolean; stale?: boolean; showState?: boolean }) {
  return (
    <Table aria-label={text.table} variant="compact" className={stale ? "dense stale" : "dense"} gridBreakPoint="grid-lg">
      <Thead>
        <Tr>
          <Th className="fit">{text.severity}</Th><Th>{text.kind}</Th><Th>{text.subject}</Th><Th className="fit">{text.service}</Th>
          <Th className="fit">{text.requirement}</Th><Th className="number-cell fit">{text.count}</Th>
          {showState && <Th className="fit">{text.state}</Th>}{!brief && !showState && <Th className="fit spare">{text.opened}</Th>}<Th className="fit">{text.updated}</Th>
        </Tr>
      </Thead>
      <Tbody>{findings.map((finding) => <Row key={finding.fid} finding={finding} brief={brief} showState={showState} />)}</Tbody>
    </Table>
  );
}
