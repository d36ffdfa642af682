// The trace of one requirement: what the document says, what the kernel does about it, what was seen, and the verdict.
import { Breadcrumb, BreadcrumbItem, Card, CardBody, CardHeader, CardTitle, ClipboardCopyButton, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Label } from "@patternfly/react-core";
import { useEffect, useState, type ReactNode } from "react";
import { Link } from "wouter";
import { useResource } from "../data/resource";
import { onStream } from "../data/stream";
import { titleOf } from "../data/titles";
import type { RequirementTrace as Trace, Status } from "../data/types";
import { DecisionTable, HistoryTable, SubjectTable } from "../parts/trace_tables";
import { FlowTable } from "../parts/flow_table";
import { ScreenHead } from "../parts/screen_head";
import { LoadingState, ProblemState } from "../parts/states";
import { bytes, count, Time, withArrows } from "../parts/text";
import { EnforcementLabel, VerdictLabel } from "../parts/verdict";
import { words } from "../words";

const text = words.requirement;

function Step({ name, href, children }: { name: string; href: string; children: ReactNode }) {
  return (
    <li className="step">
      <a href={href} className="step-name" onClick={(event) => {
        event.preventDefault();
        const target = document.getElementById(href.slice(1));
        target?.scrollIntoView({ block: "start" });
        target?.focus({ preventScroll: true });
      }}>{name}</a>
      <div className="step-body">{children}</div>
    </li>
  );
}

/** The product's one sentence: documented, enforced, observed, verdict. */
function Chain({ trace }: { trace: Trace }) {
  const packets = trace.decisions.reduce((sum, decision) => sum + decision.packets, 0);
  const elements = trace.decisions.reduce((sum, decision) => sum + decision.elements_total, 0);
  return (
    <ol className="chain" aria-label={text.chain}>
      <Step name={text.steps.documented} href="#documented">
        <div className="step-main" lang={trace.document.language || undefined}>“{trace.quote}”</div>
        <div className="quiet">{text.lines(trace.lines)}, {words.level[trace.level].toLowerCase()}</div>
      </Step>
      <Step name={text.steps.enforced} href="#enforced">
        {trace.decisions.length > 0
          ? <><div className="step-main number">{text.packetsCounted(count(packets))}</div><div className="quiet">{text.elementCount(elements)}</div></>
          : <div className="step-main quiet">{text.notEnforced}</div>}
      </Step>
      <Step name={text.steps.observed} href="#observed">
        <div className="step-main number">{text.flowCount(trace.flows_total, count(trace.flows_total))}</div>
        <div className="quiet">{trace.last_seen ? <>{text.lastSeen("")}<Time at={trace.last_seen} /></> : text.neverSeen}</div>
      </Step>
      <Step name={text.steps.verdict} href="#verdict">
        <div className="step-main"><VerdictLabel verdict={trace.verdict} /></div>
        <div className="quiet">{trace.reason || words.verdictHelp[trace.verdict]}</div>
      </Step>
    </ol>
  );
}

function Part({ id, title, end, children }: { id: string; title: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <Card isCompact id={id} tabIndex={-1} className="part" component="section">
      <CardHeader {...(end ? { actions: { actions: end, hasNoOffset: true } } : {})}><CardTitle component="h2">{title}</CardTitle></CardHeader>
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

/** What it restates, as links; or the documented tuple. */
function Documented({ documents }: { documents: string }) {
  const [all, setAll] = useState(false);
  if (!documents.startsWith("restates ")) return <span className="tuple-line">{withArrows(documents)}</span>;
  const ids = documents.slice("restates ".length).split(", ");
  const shown = all ? ids : ids.slice(0, 12);
  return (
    <span className="id-list">
      {shown.map((id) => <Link key={id} href={`/requirements/${id}`} aria-label={text.open(id)}>{id}</Link>)}
      {ids.length > shown.length && <button type="button" className="text-button" onClick={() => setAll(true)}>{words.common.more(ids.length - shown.length)}</button>}
      {all && ids.length > 12 && <button type="button" className="text-button" onClick={() => setAll(false)}>{words.common.less}</button>}
    </span>
  );
}

function Copy({ value }: { value: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <ClipboardCopyButton id={`copy-${value.slice(0, 8)}`} textId={`text-${value.slice(0, 8)}`} variant="plain" aria-label={words.common.copy} hasNoPadding
      onClick={() => void navigator.clipboard?.writeText(value).then(() => setCopied(true))} onTooltipHidden={() => setCopied(false)}>
      {copied ? words.common.copied : words.common.copy}
    </ClipboardCopyButton>
  );
}

function DocumentPart({ trace }: { trace: Trace }) {
  const { document: source } = trace;
  const language = words.languageName[source.language];
  return (
    <Part id="documented" title={text.quote}>
      <figure className="quote">
        <blockquote lang={source.language || undefined}>{trace.quote}</blockquote>
        <figcaption>
          <cite lang={source.language || undefined}>{source.title}</cite>
          {source.edition && <>, {text.edition(source.edition)}</>}, <strong>{text.lines(trace.lines)}</strong>{language && <>, {text.inLanguage(language)}</>}
        </figcaption>
      </figure>
      <DescriptionList isHorizontal isCompact className="entries">
        <Entry term={text.reading}><Documented documents={trace.documents} /></Entry>
        <Entry term={text.condition}>{trace.condition || <span className="quiet">{text.always}</span>}</Entry>
        {trace.note && <Entry term={text.note}>{trace.note}</Entry>}
        <Entry term={text.file}>{source.file}</Entry>
        {source.sha256 && <Entry term={text.sha256}><code className="hash" id={`text-${source.sha256.slice(0, 8)}`}>{source.sha256}</code> <Copy value={source.sha256} /></Entry>}
      </DescriptionList>
    </Part>
  );
}

function useLiveTrace(id: string, change: (next: (old: Trace) => Trace) => void, reload: () => void): void {
  useEffect(() => onStream("requirements", ({ items }) => {
    const news = items.find((item) => item.id === id);
    if (!news) return;
    change((old) => ({ ...old, verdict: news.verdict, reason: news.reason, last_seen: news.last_seen ?? old.last_seen }));
    reload();
  }), [id, change, reload]);
}

export default function Requirement({ id }: { id: string }) {
  const status = useResource<Status>("/status");
  const { data: trace, problem, reload, change, stale } = useResource<Trace>(`/requirements/${encodeURIComponent(id)}`);
  useLiveTrace(id, change, reload);
  const crumbs = (
    <Breadcrumb className="crumbs" aria-label={words.common.breadcrumb}>
      <BreadcrumbItem render={() => <Link href="/requirements">{words.requirements.title}</Link>} />
      {trace && <BreadcrumbItem render={() => <Link href={`/requirements?product=${trace.product}`}>{product?.title ?? trace.product}</Link>} />}
      <BreadcrumbItem isActive>{id}</BreadcrumbItem>
    </Breadcrumb>
  );
  const product = status.data?.products.find((one) => one.id === trace?.product);
  if (problem) return <>{crumbs}<h1 className="visually-hidden">{id}</h1><ProblemState problem={problem} retry={reload} /></>;
  if (!trace || stale) return <>{crumbs}<h1 className="visually-hidden">{id}</h1><LoadingState rows={12} /></>;
  const title = titleOf(trace.title);
  return (
    <>
      {crumbs}
      <ScreenHead title={<>{trace.id}{title && <span className="head-title" lang={title.language}>{title.text}</span>}</>} lead={product?.title ?? trace.product}>
        <VerdictLabel verdict={trace.verdict} />
        {text.groups[trace.group] && <Label isCompact variant="outline">{text.groups[trace.group]}</Label>}
        <Label isCompact variant="outline">{words.level[trace.level]}</Label>
        <Label isCompact variant="outline">{words.kind[trace.kind]}</Label>
        {product && <EnforcementLabel mode={product.enforcement} />}
      </ScreenHead>
      <Chain trace={trace} />
      <DocumentPart trace={trace} />
      <Part id="enforced" title={text.decisions}><DecisionTable decisions={trace.decisions} /></Part>
      <Part id="verdict" title={<>{text.subjects}<span className="card-lead">{text.subjectCount(trace.subjects.length)}</span></>}><SubjectTable subjects={trace.subjects} /></Part>
      <Part id="observed" title={<>{text.flows}{trace.flows.length > 0 && <span className="card-lead">{text.flowsShown(Math.min(20, trace.flows.length), count(trace.flows_total))}, {bytes(trace.flows.slice(0, 20).reduce((sum, flow) => sum + flow.bytes, 0))}</span>}</>}
        end={trace.flows.length > 0 ? <Link href={`/flows?requirement=${trace.id}`}>{text.allFlows}</Link> : undefined}>
        {trace.flows.length > 0 ? <FlowTable flows={trace.flows.slice(0, 20)} /> : <p className="quiet">{text.noFlows}</p>}
      </Part>
      <Part id="history" title={text.history}><HistoryTable history={trace.history} /></Part>
    </>
  );
}
