// States that a person must see.
import { ToggleGroup, ToggleGroupItem, ToolbarItem } from "@patternfly/react-core";
import { useEffect, useMemo } from "react";
import { useResource } from "../data/resource";
import { onStream } from "../data/stream";
import type { Finding, FindingList, Overview, Status } from "../data/types";
import { useUrlState, type UrlState } from "../data/url_state";
import { CheckFilter, FilterBar } from "../parts/filters";
import { FindingTable, kindText } from "../parts/finding_table";
import { Pager, pageSize } from "../parts/pager";
import { ScreenHead } from "../parts/screen_head";
import { LoadingState, NothingState, ProblemState } from "../parts/states";
import { words } from "../words";

const filters = ["kind", "product", "q"];
const text = words.findings;
const states = ["open", "closed", "all"] as const;

function meets(finding: Finding, state: string, url: UrlState): boolean {
  const oneOf = (name: string, value: string) => url.list(name).length === 0 || url.list(name).includes(value);
  if (state !== "all" && finding.state !== state) return false;
  const wanted = url.get("q").toLowerCase();
  const texts = [finding.subject, finding.peer, finding.requirement, finding.reason];
  return oneOf("kind", finding.kind) && oneOf("product", finding.product) && (!wanted || texts.some((one) => one.toLowerCase().includes(wanted)));
}

/** Findings that opened, went on or closed, among those on screen. */
function merge(old: FindingList, news: readonly Finding[], belongs: (finding: Finding) => boolean, size: number): FindingList {
  const changed = new Set(news.map((finding) => finding.fid));
  const kept = old.items.filter((finding) => !changed.has(finding.fid));
  const items = [...news.filter(belongs), ...kept].slice(0, size);
  return { ...old, items, total: old.total + news.filter(belongs).length - (old.items.length - kept.length) };
}

export default function Findings() {
  const url = useUrlState();
  const status = useResource<Status>("/status");
  const overview = useResource<Overview>("/overview");
  const state = states.find((one) => one === url.get("state")) ?? "open";
  const size = pageSize(url);
  const more: Record<string, string> = state === "all" ? { limit: String(size) } : { state, limit: String(size) };
  const { data, problem, stale, reload, change } = useResource<FindingList>(`/findings${url.query([...filters, "cursor"], more)}`);
  const isFirstPage = !url.get("cursor");
  useEffect(() => onStream("findings", ({ items }) => {
    if (isFirstPage) change((old) => merge(old, items, (finding) => meets(finding, state, url), size));
  }), [change, isFirstPage, size, state, url]);

  const filtered = filters.some((name) => url.get(name));
  const clear = () => url.set(Object.fromEntries(filters.map((name) => [name, null])));
  const kinds = useMemo(() => {
    const seen = new Set([...Object.keys(words.findingKind), ...Object.keys(overview.data?.findings_open ?? {})]);
    return [...seen].map((value) => ({ value, text: kindText(value) }));
  }, [overview.data]);
  const products = useMemo(() => (status.data?.products ?? []).map((p) => ({ value: p.id, text: p.title })), [status.data]);
  const stateSwitch = (
    <ToolbarItem>
      <ToggleGroup aria-label={text.state}>
        {states.map((one) => (
          <ToggleGroupItem key={one} text={one === "all" ? text.both : text.states[one]} isSelected={state === one} onChange={() => url.set({ state: one === "open" ? null : one })} />
        ))}
      </ToggleGroup>
    </ToolbarItem>
  );
  const empty = filtered || state !== "open";
  return (
    <>
      <ScreenHead title={text.title} lead={text.lead} />
      <div className="panel">
        <FilterBar url={url} names={filters} hint={text.search} after={stateSwitch}>
          <CheckFilter url={url} name="kind" title={text.kind} choices={kinds} />
          <CheckFilter url={url} name="product" title={words.common.product} choices={products} />
        </FilterBar>
        {problem && !data && <ProblemState problem={problem} retry={reload} />}
        {!data && !problem && <LoadingState rows={12} />}
        {data && data.items.length === 0 && (
          <NothingState good={!empty} title={empty ? text.emptyTitle : text.noneTitle} detail={empty ? text.emptyDetail : text.noneDetail} clear={filtered ? clear : undefined} />
        )}
        {data && data.items.length > 0 && (
          <>
            <FindingTable findings={data.items} stale={stale} showState={state === "all"} />
            <Pager url={url} shown={data.items.length} total={data.total} next={data.next} id={text.table} />
          </>
        )}
      </div>
    </>
  );
}
