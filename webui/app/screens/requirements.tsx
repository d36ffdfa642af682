// What the vendors' documents ask for, and whether this network gives it.
import { FormSelect, FormSelectOption, ToggleGroup, ToggleGroupItem, ToolbarItem } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEffect, useMemo } from "react";
import { Link } from "wouter";
import { useResource } from "../data/resource";
import { onStream } from "../data/stream";
import { titleOf } from "../data/titles";
import type { Level, RequirementGroup, RequirementKind, RequirementList, RequirementRow, Status } from "../data/types";
import { useUrlState } from "../data/url_state";
import { CheckFilter, FilterBar } from "../parts/filters";
import { Pager, pageSize } from "../parts/pager";
import { ScreenHead } from "../parts/screen_head";
import { LoadingState, NothingState, ProblemState } from "../parts/states";
import { count, documentedText, Time } from "../parts/text";
import { requirementVerdicts, VerdictIcon, VerdictLabel } from "../parts/verdict";
import { words } from "../words";

const filters = ["product", "verdict", "level", "kind", "q"];
const levels = Object.keys(words.level) as Level[];
const kinds = Object.keys(words.kind) as RequirementKind[];
// Each is counted by itself: what the customer wrote and what a vendor says of itself are no part of what vendors ask for.
const groups: RequirementGroup[] = ["documented", "local", "vendor-statement"];
const sorts = ["id", "worst", "last_seen"] as const;
const text = words.requirements;

/** What the stream tells of rows that are on screen. */
function useLiveRows(change: (next: (old: RequirementList) => RequirementList) => void): void {
  useEffect(() => onStream("requirements", ({ items }) => {
    const news = new Map(items.map((item) => [item.id, item]));
    change((old) => (old.items.some((row) => news.has(row.id))
      ? { ...old, items: old.items.map((row) => ({ ...row, ...news.get(row.id) })) }
      : old));
  }), [change]);
}

function Row({ row }: { row: RequirementRow }) {
  const title = titleOf(row.title);
  return (
    <Tr>
      <Td dataLabel={text.id} modifier="nowrap"><Link href={`/requirements/${row.id}`} className="strong">{row.id}</Link></Td>
      <Td dataLabel={text.documented} className="documented">
        {title ? <div className="title-line" lang={title.language}>{title.text}</div> : <div className="quote-line">{row.quote}</div>}
        <div className="tuple">{documentedText(row.documents)}</div>
      </Td>
      <Td dataLabel={text.verdict} className="verdict-cell"><VerdictLabel verdict={row.verdict} />{row.reason && <div className="reason-line">{row.reason}</div>}</Td>
      <Td dataLabel={text.level} modifier="nowrap" className="spare">{words.level[row.level]}</Td>
      <Td dataLabel={text.subjects} className="number-cell spare">{count(row.subjects)}</Td>
      <Td dataLabel={text.counter} className="number-cell">{row.counter ? count(row.counter.packets) : <span className="quiet">–</span>}</Td>
      <Td dataLabel={text.lastSeen} modifier="nowrap"><Time at={row.last_seen} /></Td>
    </Tr>
  );
}

export default function Requirements() {
  const url = useUrlState();
  const status = useResource<Status>("/status");
  const group = groups.find((one) => one === url.get("group")) ?? "documented";
  const query = url.query([...filters, "cursor", "sort"], { limit: String(pageSize(url)), group });
  const { data, problem, stale, reload, change } = useResource<RequirementList>(`/requirements${query}`);
  useLiveRows(change);
  const filtered = filters.some((name) => url.get(name));
  const clear = () => url.set(Object.fromEntries(filters.map((name) => [name, null])));
  const products = useMemo(() => (status.data?.products ?? []).filter((p) => p.local === (group === "local")).map((p) => ({ value: p.id, text: p.title })), [status.data, group]);
  const sort = (
    <ToolbarItem>
      <FormSelect className="sort" aria-label={text.sort} value={url.get("sort") || "id"} onChange={(_, value) => url.set({ sort: value === "id" ? null : value })}>
        {sorts.map((one) => <FormSelectOption key={one} value={one} label={text.sorts[one]} />)}
      </FormSelect>
    </ToolbarItem>
  );
  return (
    <>
      <ScreenHead title={text.title} lead={text.leads[group]}>
        <ToggleGroup aria-label={text.group}>
          {groups.map((one) => (
            <ToggleGroupItem key={one} text={data ? text.groupCount(text.groups[one], count(data.groups[one])) : text.groups[one]} isSelected={one === group}
              onChange={() => url.set({ group: one === "documented" ? null : one, product: null })} />
          ))}
        </ToggleGroup>
      </ScreenHead>
      <div className="panel">
        <FilterBar url={url} names={filters} hint={text.search} after={sort}>
          <CheckFilter url={url} name="product" title={words.common.product} choices={products} />
          <CheckFilter url={url} name="verdict" title={text.verdict} choices={requirementVerdicts.map((value) => ({ value, text: words.verdict[value], icon: <VerdictIcon verdict={value} /> }))} />
          <CheckFilter url={url} name="level" title={text.level} choices={levels.map((value) => ({ value, text: words.level[value] }))} />
          <CheckFilter url={url} name="kind" title={text.kind} choices={kinds.map((value) => ({ value, text: words.kind[value] }))} />
        </FilterBar>
        {problem && !data && <ProblemState problem={problem} retry={reload} />}
        {!data && !problem && <LoadingState rows={12} />}
        {data && data.items.length === 0 && (
          <NothingState title={filtered ? text.emptyTitle : text.noneTitles[group]} detail={filtered ? text.emptyDetail : text.noneDetails[group]} clear={filtered ? clear : undefined} />
        )}
        {data && data.items.length > 0 && (
          <>
            <Table aria-label={text.table} variant="compact" className={stale ? "dense stale" : "dense"} gridBreakPoint="grid-lg">
              <Thead>
                <Tr>
                  <Th className="fit">{text.id}</Th><Th>{text.documented}</Th><Th className="reason-column">{text.verdict}</Th><Th className="fit spare">{text.level}</Th>
                  <Th className="number-cell fit spare">{text.subjects}</Th><Th className="number-cell fit">{text.counter}</Th><Th className="fit">{text.lastSeen}</Th>
                </Tr>
              </Thead>
              <Tbody>{data.items.map((row) => <Row key={row.id} row={row} />)}</Tbody>
            </Table>
            <Pager url={url} shown={data.items.length} total={data.total} next={data.next} id={text.table} />
          </>
        )}
      </div>
    </>
  );
}
