// The tables of a requirement's trace: decisions with their nft elements, subjects with their evidence, history.
import { ExpandableSection } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import type { Decision, RequirementTrace, Subject } from "../data/types";
import { words } from "../words";
import { bytes, count, Time, withArrows } from "./text";
import { DecisionActionLabel, VerdictLabel } from "./verdict";

const text = words.requirement;

function DecisionName({ decision }: { decision: string }) {
  const [first, ...rest] = decision.split(",");
  return <span title={decision}><code>{first}</code>{rest.length > 0 && <span className="quiet"> {text.alsoDocumentedBy(rest.length)}</span>}</span>;
}

export function DecisionTable({ decisions }: { decisions: readonly Decision[] }) {
  if (decisions.length === 0) return <p className="quiet">{text.noDecisions}</p>;
  return (
    <>
      <Table aria-label={text.decisions} variant="compact" className="dense" gridBreakPoint="grid-md">
        <Thead>
          <Tr>
            <Th>{text.decision}</Th><Th modifier="nowrap">{text.mark}</Th><Th modifier="nowrap">{text.action}</Th>
            <Th modifier="nowrap" className="number-cell">{words.common.packets}</Th><Th modifier="nowrap" className="number-cell">{words.common.bytes}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {decisions.map((decision) => (
            <Tr key={decision.decision}>
              <Td dataLabel={text.decision}><DecisionName decision={decision.decision} /></Td>
              <Td dataLabel={text.mark} modifier="nowrap"><code>{decision.mark}</code></Td>
              <Td dataLabel={text.action} modifier="nowrap"><DecisionActionLabel action={decision.action} /></Td>
              <Td dataLabel={words.common.packets} className="number-cell">{count(decision.packets)}</Td>
              <Td dataLabel={words.common.bytes} className="number-cell">{bytes(decision.bytes)}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {decisions.filter((decision) => decision.elements.length > 0).map((decision, index) => (
        <ExpandableSection key={decision.decision} toggleContent={<>{text.elements(decision.elements.length, decision.elements_total)} · <DecisionName decision={decision.decision} /></>} isIndented>
          <pre className="nft" tabIndex={0} role="region" aria-label={`${text.elementsOf(decision.decision)} (${index + 1})`}>{decision.elements.join("\n")}</pre>
        </ExpandableSection>
      ))}
    </>
  );
}

function Evidence({ subject }: { subject: Subject }) {
  if (subject.evidence.length === 0) return <span className="quiet">{text.noEvidence}</span>;
  const [first, ...rest] = subject.evidence;
  return (
    <>
      <div className="evidence-line">{withArrows(first ?? "")}</div>
      {rest.length > 0 && (
        <ExpandableSection toggleText={words.common.more(rest.length)} toggleId={`evidence-${subject.subject}`} contentId={`evidence-of-${subject.subject}`} className="evidence-more">
          <ul>{rest.map((line, index) => <li key={index} className="evidence-line">{withArrows(line)}</li>)}</ul>
        </ExpandableSection>
      )}
    </>
  );
}

export function SubjectTable({ subjects }: { subjects: readonly Subject[] }) {
  if (subjects.length === 0) return <p className="quiet">{text.noSubjects}</p>;
  return (
    <Table aria-label={text.subjects} variant="compact" className="dense" gridBreakPoint="grid-md">
      <Thead><Tr><Th modifier="nowrap">{text.subject}</Th><Th modifier="nowrap">{words.requirements.verdict}</Th><Th>{words.common.reason}</Th><Th>{text.evidence}</Th></Tr></Thead>
      <Tbody>
        {subjects.map((subject) => (
          <Tr key={subject.subject}>
            <Td dataLabel={text.subject}><strong className="strong">{subject.subject}</strong></Td>
            <Td dataLabel={words.requirements.verdict} modifier="nowrap"><VerdictLabel verdict={subject.verdict} /></Td>
            <Td dataLabel={words.common.reason}>{subject.reason || <span className="quiet">{words.verdictHelp[subject.verdict]}</span>}</Td>
            <Td dataLabel={text.evidence}><Evidence subject={subject} /></Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

export function HistoryTable({ history }: { history: RequirementTrace["history"] }) {
  if (history.length === 0) return <p className="quiet">{text.noHistory}</p>;
  return (
    <Table aria-label={text.history} variant="compact" className="dense" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th modifier="nowrap">{text.from}</Th><Th modifier="nowrap">{text.to}</Th><Th modifier="nowrap">{words.requirements.verdict}</Th>
          <Th modifier="nowrap">{text.subject}</Th><Th>{words.common.reason}</Th><Th modifier="nowrap">{words.common.policy}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {history.map((row) => (
          <Tr key={`${row.subject} ${row.from} ${row.verdict}`}>
            <Td dataLabel={text.from} modifier="nowrap"><Time at={row.from} /></Td>
            <Td dataLabel={text.to} modifier="nowrap"><Time at={row.to} none={words.common.now} /></Td>
            <Td dataLabel={words.requirements.verdict} modifier="nowrap"><VerdictLabel verdict={row.verdict} /></Td>
            <Td dataLabel={text.subject} modifier="nowrap">{row.subject}</Td>
            <Td dataLabel={words.common.reason}>{row.reason || <span className="quiet">–</span>}</Td>
            <Td dataLabel={words.common.policy} modifier="nowrap"><code>{row.policy}</code></Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
