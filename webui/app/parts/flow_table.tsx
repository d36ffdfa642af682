// Rows of recorded traffic with the documents' word on each. Every value can be clicked to see only its rows; a row opens
// to what decided it.
import { Button, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from "@patternfly/react-core";
import AngleDownIcon from "@patternfly/react-icons/dist/esm/icons/angle-down-icon";
import AngleRightIcon from "@patternfly/react-icons/dist/esm/icons/angle-right-icon";
import { ExpandableRowContent, Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { memo, useState, type ReactNode } from "react";
import { Link } from "wouter";
import type { Flow } from "../data/types";
import type { UrlState } from "../data/url_state";
import { words } from "../words";
import { Clickable } from "./filters";
import { bytes, count, service, Time } from "./text";
import { ActionLabel, VerdictLabel } from "./verdict";

const text = words.flows;
const columns = 10;

function Value({ url, name, value, children }: { url: UrlState | null; name: string; value: string; children: ReactNode }) {
  if (!url || !value) return <>{children}</>;
  return <Clickable url={url} name={name} value={value}>{children}</Clickable>;
}

/** Asset or name in front, its address under it. */
function End({ url, address, asset, names = [] }: { url: UrlState | null; address: string; asset: string; names?: readonly string[] }) {
  const known = asset || names[0];
  return (
    <div className="end">
      {known && <div className="end-name">{asset ? <Value url={url} name="asset" value={asset}>{asset}</Value> : <span title={names.join(", ")}>{known}</span>}</div>}
      <div className={known ? "end-address" : "end-name"}><Value url={url} name="asset" value={address}>{address}</Value></div>
    </div>
  );
}

function DecidedBy({ flow }: { flow: Flow }) {
  if (flow.requirement) return <Link href={`/requirements/${flow.requirement}`} className="strong">{flow.requirement}</Link>;
  return <span className="quiet">{flow.decision.startsWith("default-deny") ? text.defaultDeny : flow.decision.split("/")[0]}</span>;
}

function Detail({ term, children }: { term: string; children: ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  );
}

function Details({ flow }: { flow: Flow }) {
  const facts = Object.entries(flow.facts);
  const zones = [flow.initiator_zone, flow.responder_zone].map((zone) => zone || words.common.unknownZone).join(" → ");
  return (
    <DescriptionList isCompact isHorizontal columnModifier={{ default: "1Col", xl: "2Col" }} className="flow-details" aria-label={words.common.details}>
      {flow.reason && <Detail term={words.common.reason}>{flow.reason}</Detail>}
      <Detail term={text.decision}><code>{flow.decision}</code></Detail>
      {flow.also.length > 0 && (
        <Detail term={text.also}><span className="id-list">{flow.also.map((id) => <Link key={id} href={`/requirements/${id}`}>{id}</Link>)}</span></Detail>
      )}
      {flow.names.length > 0 && <Detail term={text.names}>{flow.names.join(", ")}</Detail>}
      {facts.length > 0 && (
        <Detail term={text.facts}><span className="facts">{facts.map(([name, value]) => <code key={name}>{name} {value}</code>)}</span></Detail>
      )}
      <Detail term={text.zones}>{zones}</Detail>
      <Detail term={text.first}><Time at={flow.first} /></Detail>
      <Detail term={text.merged}>{count(flow.flows)}</Detail>
      <Detail term={text.answered}>{flow.answered ? text.yes : text.no}</Detail>
    </DescriptionList>
  );
}

interface RowProps {
  flow: Flow;
  url: UrlState | null;
  fresh: boolean;
}
const Row = memo(function Row({ flow, url, fresh }: RowProps) {
  const [open, setOpen] = useState(false);
  const what = text.row(flow.initiator_asset || flow.initiator, flow.responder_asset || flow.responder, service(flow.protocol, flow.port));
  return (
    <Tbody isExpanded={open}>
      <Tr className={fresh ? "fresh" : undefined}>
        <Td className="toggle-cell">
          <Button variant="plain" size="sm" aria-expanded={open} aria-controls={open ? `flow-${flow.id}` : undefined} aria-label={words.common.showDetails(what)} icon={open ? <AngleDownIcon /> : <AngleRightIcon />} onClick={() => setOpen(!open)} />
        </Td>
        <Td dataLabel={text.last} modifier="nowrap"><Time at={flow.last} date={false} /></Td>
        <Td dataLabel={text.initiator}><End url={url} address={flow.initiator} asset={flow.initiator_asset} /></Td>
        <Td dataLabel={text.responder}><End url={url} address={flow.responder} asset={flow.responder_asset} names={flow.names} /></Td>
        <Td dataLabel={text.service} modifier="nowrap"><Value url={url} name="service" value={service(flow.protocol, flow.port)}><span className="number">{service(flow.protocol, flow.port)}</span></Value></Td>
        <Td dataLabel={text.verdict} modifier="nowrap"><VerdictLabel verdict={flow.verdict} /></Td>
        <Td dataLabel={text.action} modifier="nowrap"><ActionLabel action={flow.action} /></Td>
        <Td dataLabel={text.decided} modifier="nowrap"><DecidedBy flow={flow} /></Td>
        <Td dataLabel={words.common.packets} className="number-cell spare">{count(flow.packets)}</Td>
        <Td dataLabel={words.common.bytes} className="number-cell spare">{bytes(flow.bytes)}</Td>
      </Tr>
      {open && (
        <Tr isExpanded id={`flow-${flow.id}`}><Td colSpan={columns} noPadding><ExpandableRowContent><Details flow={flow} /></ExpandableRowContent></Td></Tr>
      )}
    </Tbody>
  );
});

interface FlowTableProps {
  flows: readonly Flow[];
  url?: UrlState | null;
  fresh?: ReadonlySet<string>;
  stale?: boolean;
}
const nothingFresh: ReadonlySet<string> = new Set();
export function FlowTable({ flows, url = null, fresh = nothingFresh, stale = false }: FlowTableProps) {
  return (
    <Table aria-label={text.table} variant="compact" className={stale ? "dense stale" : "dense"} gridBreakPoint="grid-lg" isExpandable>
      <Thead>
        <Tr>
          <Th screenReaderText={words.common.details} className="toggle-cell" /><Th className="fit">{text.last}</Th><Th>{text.initiator}</Th><Th>{text.responder}</Th>
          <Th className="fit">{text.service}</Th><Th className="fit">{text.verdict}</Th><Th className="fit">{text.action}</Th><Th className="fit">{text.decided}</Th>
          <Th className="number-cell fit spare">{words.common.packets}</Th><Th className="number-cell fit spare">{words.common.bytes}</Th>
        </Tr>
      </Thead>
      {flows.map((flow) => <Row key={flow.id} flow={flow} url={url} fresh={fresh.has(flow.id)} />)}
    </Table>
  );
}
