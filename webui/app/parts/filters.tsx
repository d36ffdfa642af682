// Filters of a table: each is a part of the address, shown as chips, removable one by one or all at once.
import { Badge, Button, MenuToggle, SearchInput, Select, SelectList, SelectOption, Toolbar, ToolbarContent, ToolbarFilter, ToolbarGroup, ToolbarItem, ToolbarToggleGroup, type MenuToggleElement } from "@patternfly/react-core";
import FilterIcon from "@patternfly/react-icons/dist/esm/icons/filter-icon";
import { useEffect, useState, type ReactNode, type Ref } from "react";
import type { UrlState } from "../data/url_state";
import { words } from "../words";

export interface Choice {
  value: string;
  text: string;
  icon?: ReactNode;
}

interface CheckFilterProps {
  url: UrlState;
  name: string;
  title: string;
  choices: Choice[];
}
/** One of several values, as check boxes in a menu. */
export function CheckFilter({ url, name, title, choices }: CheckFilterProps) {
  const [open, setOpen] = useState(false);
  const chosen = url.list(name);
  const textOf = (value: string) => choices.find((choice) => choice.value === value)?.text ?? value;
  const toggle = (ref: Ref<MenuToggleElement>) => (
    <MenuToggle ref={ref} onClick={() => setOpen(!open)} isExpanded={open}>
      {title}{chosen.length > 0 && <> <Badge isRead screenReaderText={words.common.filters}>{chosen.length}</Badge></>}
    </MenuToggle>
  );
  return (
    <ToolbarFilter categoryName={title} labelGroupExpandedText={words.common.less} labelGroupCollapsedText={words.common.moreOfThem} labels={chosen.map((value) => ({ key: value, node: textOf(value) }))}
      deleteLabel={(_, label) => url.toggle(name, typeof label === "string" ? label : label.key)}
      deleteLabelGroup={() => url.set({ [name]: null })}>
      <Select role="menu" isOpen={open} onOpenChange={setOpen} toggle={toggle} shouldFocusFirstItemOnOpen popperProps={{ appendTo: "inline" }}
        onSelect={(_, value) => url.toggle(name, String(value))}>
        <SelectList>
          {choices.map((choice) => (
            <SelectOption key={choice.value} value={choice.value} hasCheckbox isSelected={chosen.includes(choice.value)} icon={choice.icon}>{choice.text}</SelectOption>
          ))}
        </SelectList>
      </Select>
    </ToolbarFilter>
  );
}

/** A value that was clicked in the table: a chip without a menu. */
export function ValueFilter({ url, name, title }: { url: UrlState; name: string; title: string }) {
  const value = url.get(name);
  return (
    <ToolbarFilter categoryName={title} labels={value ? [value] : []} deleteLabel={() => url.set({ [name]: null })} deleteLabelGroup={() => url.set({ [name]: null })}>
      {null}
    </ToolbarFilter>
  );
}

/** Free text; goes into the address when typing rests for a moment. `/` focuses it. */
export function SearchFilter({ url, hint }: { url: UrlState; hint: string }) {
  const inAddress = url.get("q");
  const [text, setText] = useState(inAddress);
  useEffect(() => setText(inAddress), [inAddress]);
  useEffect(() => {
    if (text === inAddress) return undefined;
    const timer = setTimeout(() => url.set({ q: text.trim() || null }), 250);
    return () => clearTimeout(timer);
  }, [text, inAddress, url]);
  return (
    <ToolbarItem className="search">
      <SearchInput placeholder={hint} aria-label={words.common.search} data-search value={text} maxLength={128}
        resetButtonLabel={words.common.clearSearch} onChange={(_, value) => setText(value)} onClear={() => setText("")} />
    </ToolbarItem>
  );
}

interface FilterBarProps {
  url: UrlState;
  names: string[];
  hint: string;
  children: ReactNode;
  after?: ReactNode;
}
export function FilterBar({ url, names, hint, children, after }: FilterBarProps) {
  const clear = () => url.set(Object.fromEntries(names.map((name) => [name, null])));
  return (
    <Toolbar clearAllFilters={clear} clearFiltersButtonText={words.common.clearFilters} numberOfFiltersText={words.common.filtersSet} inset={{ default: "insetNone" }} collapseListedFiltersBreakpoint="md" className="filter-bar">
      <ToolbarContent>
        <SearchFilter url={url} hint={hint} />
        <ToolbarToggleGroup toggleIcon={<FilterIcon />} breakpoint="md" aria-label={words.common.filters}>
          <ToolbarGroup variant="filter-group">{children}</ToolbarGroup>
        </ToolbarToggleGroup>
        {after && <ToolbarGroup align={{ default: "alignEnd" }}>{after}</ToolbarGroup>}
      </ToolbarContent>
    </Toolbar>
  );
}

/** A cell's value that filters by itself when clicked. */
export function Clickable({ url, name, value, children }: { url: UrlState; name: string; value: string; children: ReactNode }) {
  if (url.get(name) === value) return <>{children}</>;
  return (
    <Button variant="link" isInline className="clickable" title={words.common.filterBy(value)} onClick={() => url.set({ [name]: value })}>{children}</Button>
  );
}
