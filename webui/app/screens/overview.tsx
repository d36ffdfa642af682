// Is anything wrong now, and where.
import { Card, CardBody, CardHeader, CardTitle } from "@patternfly/react-core";
import { useEffect } from "react";
import { Link } from "wouter";
import { useResource } from "../data/resource";
import { onStream } from "../data/stream";
import type { Overview as Data, ProductOverview, Status } from "../data/types";
import { ActivityChart, type ChartSeries } from "../parts/activity_chart";
import { FindingTable, kindText } from "../parts/finding_table";
import { ScreenHead } from "../parts/screen_head";
import { StackedBar } from "../parts/stacked_bar";
import { LoadingState, NothingState, ProblemState } from "../parts/states";
import { count } from "../parts/text";
import { EnforcementLabel, flowVerdicts, requirementVerdicts, toneOf, VerdictIcon, type Verdict } from "../parts/verdict";
import { words } from "../words";

const text = words.overview;
const expected: ChartSeries[] = [
  { name: "conforming", text: words.verdict.conforming, tone: "--tone-green" },
  { name: "ungoverned", text: words.verdict.ungoverned, tone: "--tone-grey" },
];
const exceptions: ChartSeries[] = [
  { name: "undocumented", text: words.verdict.undocumented, tone: "--tone-purple" },
  { name: "deviating", text: words.verdict.deviating, tone: "--tone-orange" },
  { name: "prohibited", text: words.verdict.prohibited, tone: "--tone-red" },
  { name: "blocked", text: text.blocked, tone: "--tone-ink", line: true },
];

interface FigureProps {
  name: string;
  value: string;
  of: string;
  href: string;
  verdict?: Verdict | undefined;
}
function Figure({ name, value, of, href, verdict }: FigureProps) {
  return (
    <Link href={href} className="figure">
      <span className="figure-name">{name}</span>
      <span className="figure-row">
        {verdict && <VerdictIcon verdict={verdict} />}
        <span className="figure-value">{value}</span>
        <span className="figure-of">{of}</span>
      </span>
    </Link>
  );
}

// What a vendor's document asks for and what the customer wrote are two totals, never one.
function sums(products: readonly ProductOverview[]) {
  const sum = (of: (product: ProductOverview) => number) => products.reduce((total, product) => total + of(product), 0);
  return {
    verified: sum((p) => p.requirements.verified + p.requirements.attested),
    applicable: sum((p) => requirementVerdicts.reduce((total, verdict) => total + p.requirements[verdict], 0) - p.requirements["not-applicable"]),
    against: sum((p) => p.requirements.violated + p.requirements.failing),
    undocumented: sum((p) => p.flows.undocumented + p.flows.prohibited),
  };
}

function Headline({ data }: { data: Data }) {
  const { verified, applicable, against } = sums(data.products.filter((product) => !product.local));
  const kinds = Object.values(data.findings_open).filter((of) => of > 0);
  const open = kinds.reduce((total, of) => total + of, 0);
  const { undocumented } = sums(data.products);
  return (
    <div className="figures">
      <Figure name={text.headline.requirements} value={count(verified)} of={text.headline.requirementsOf(count(applicable))} href="/requirements?verdict=verified,attested" verdict="verified" />
      <Figure name={text.headline.violated} value={count(against)} of={text.headline.violatedOf} href="/requirements?verdict=violated,failing" verdict={against > 0 ? "violated" : "verified"} />
      <Figure name={text.headline.findings} value={count(open)} of={text.headline.findingsOf(kinds.length)} href="/findings" verdict={open > 0 ? "deviating" : "verified"} />
      <Figure name={text.headline.undocumented} value={count(undocumented)} of={text.headline.undocumentedOf} href="/flows?verdict=undocumented,prohibited" verdict={undocumented > 0 ? "undocumented" : "conforming"} />
    </div>
  );
}

function Counts({ verdicts, counts, to }: { verdicts: readonly Verdict[]; counts: Readonly<Partial<Record<Verdict, number>>>; to: (verdict: Verdict) => string }) {
  return (
    <ul className="counts">
      {verdicts.filter((verdict) => (counts[verdict] ?? 0) > 0).map((verdict) => (
        <li key={verdict}>
          <Link href={to(verdict)} title={words.verdictHelp[verdict]}>
            <VerdictIcon verdict={verdict} /><span className="counts-word">{words.verdict[verdict]}</span><span className="number strong">{count(counts[verdict] ?? 0)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function ProductCard({ product }: { product: ProductOverview }) {
  const parts = requirementVerdicts.map((verdict) => ({ verdict, count: product.requirements[verdict] }));
  const flows = flowVerdicts.filter((verdict) => verdict !== "ungoverned");
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const list = `/requirements?${product.local ? "group=local&" : ""}product=${product.id}`;
  return (
    <Card isCompact className="product">
      <CardHeader actions={{ actions: <EnforcementLabel mode={product.enforcement} />, hasNoOffset: true }}>
        <CardTitle component="h3"><Link href={list} aria-label={text.allRequirements(product.title)}>{product.title}</Link></CardTitle>
      </CardHeader>
      <CardBody>
        <StackedBar parts={parts} title={product.title} />
        <div className="product-columns">
          <section>
            <h4>{text.requirementsOf} <span className="number quiet">{count(total)}</span></h4>
            <Counts verdicts={requirementVerdicts} counts={product.requirements} to={(verdict) => `${list}&verdict=${verdict}`} />
            {product.vendor_statements > 0 && <p className="product-findings"><Link href={`/requirements?group=vendor-statement&product=${product.id}`}>{text.statements(product.vendor_statements)}</Link></p>}
          </section>
          <section>
            <h4>{text.flowsOf} <span className="number quiet">{count(flows.reduce((sum, verdict) => sum + product.flows[verdict], 0))}</span></h4>
            <Counts verdicts={flows} counts={product.flows} to={(verdict) => `/flows?product=${product.id}&verdict=${verdict}`} />
            <p className="product-findings">
              {product.findings_open > 0
                ? <Link href={`/findings?product=${product.id}`}>{text.openFindings(product.findings_open)}</Link>
                : <span className="quiet">{text.noFindings}</span>}
            </p>
          </section>
        </div>
      </CardBody>
    </Card>
  );
}

/** What the owners of the network wrote themselves, with a total of its own. */
function Local({ products }: { products: readonly ProductOverview[] }) {
  if (products.length === 0) return null;
  const { verified, applicable } = sums(products);
  return (
    <>
      <h2 className="section">{text.local}<span className="card-lead">{text.localLead(count(verified), count(applicable))}</span></h2>
      <div className="products">{products.map((product) => <ProductCard key={product.id} product={product} />)}</div>
    </>
  );
}

function ByKind({ data }: { data: Data }) {
  const kinds = Object.entries(data.findings_open).filter(([, open]) => open > 0).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...kinds.map(([, open]) => open));
  const tone = (kind: string) => (kind.startsWith("prohibited") || kind.startsWith("requirement") ? toneOf("violated") : kind.startsWith("deviating") ? toneOf("deviating") : toneOf("undocumented"));
  return (
    <ul className="kinds">
      {kinds.map(([kind, open]) => (
        <li key={kind}>
          <Link href={`/findings?kind=${kind}`}><span>{kindText(kind)}</span><span className="number strong">{count(open)}</span></Link>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect className="track" width="100" height="4" /><rect className={tone(kind)} width={(100 * open) / most} height="4" /></svg>
        </li>
      ))}
    </ul>
  );
}

function Activities({ data }: { data: Data }) {
  const { activity } = data;
  const steps = activity.series.conforming.length;
  return (
    <Card isCompact className="activity">
      <CardHeader><CardTitle component="h2">{text.activity}<span className="card-lead">{text.activityLead(Math.round((steps * activity.step_seconds) / 60), activity.step_seconds)}</span></CardTitle></CardHeader>
      <CardBody>
        {steps === 0 ? <p className="quiet">{text.chartEmpty}</p> : (
          <>
            <ActivityChart activity={activity} series={exceptions} title={text.exceptions} height={150} />
            <ActivityChart activity={activity} series={expected} title={text.expected} height={110} />
          </>
        )}
      </CardBody>
    </Card>
  );
}

export default function Overview() {
  const status = useResource<Status>("/status");
  const { data, problem, reload, change } = useResource<Data>("/overview");
  useEffect(() => onStream("overview", (next) => change(() => next)), [change]);
  if (problem && !data) return <><ScreenHead title={text.title} lead={text.lead(status.data?.site ?? "")} /><ProblemState problem={problem} retry={reload} /></>;
  if (!data) return <><ScreenHead title={text.title} lead={text.lead(status.data?.site ?? "…")} /><LoadingState rows={10} /></>;
  return (
    <>
      <ScreenHead title={text.title} lead={text.lead(status.data?.site ?? "…")} />
      <Headline data={data} />
      <h2 className="section">{text.products}</h2>
      <div className="products">
        {data.products.filter((product) => !product.local).map((product) => <ProductCard key={product.id} product={product} />)}
        <Card isCompact className="product">
          <CardHeader><CardTitle component="h3">{text.byKind}</CardTitle></CardHeader>
          <CardBody>{Object.keys(data.findings_open).length === 0 ? <p className="quiet">{text.noneRecent}</p> : <ByKind data={data} />}</CardBody>
        </Card>
      </div>
      <Local products={data.products.filter((product) => product.local)} />
      <Activities data={data} />
      <Card isCompact>
        <CardHeader actions={{ actions: <Link href="/findings">{text.allFindings}</Link>, hasNoOffset: true }}><CardTitle component="h2">{text.recent}</CardTitle></CardHeader>
        <CardBody>
          {data.recent_findings.length === 0 ? <NothingState good title={text.noneRecent} detail={text.noneRecentDetail} /> : <FindingTable findings={data.recent_findings} brief />}
        </CardBody>
      </Card>
    </>
  );
}
