import { Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle, Divider, type MenuToggleElement } from "@patternfly/react-core";
import AdjustIcon from "@patternfly/react-icons/dist/esm/icons/adjust-icon";
import UserIcon from "@patternfly/react-icons/dist/esm/icons/user-icon";
import { useState, type Ref } from "react";
import { useSession } from "../data/session";
import type { Session } from "../data/types";
import { words } from "../words";
import { setZone, useZone, type Zone } from "./text";
import { setTheme, useTheme, type Theme } from "./theme";

const themes: Theme[] = ["auto", "light", "dark"];
const zones: Zone[] = ["utc", "local"];

export function SettingsMenu() {
  const [open, setOpen] = useState(false);
  const theme = useTheme();
  const zone = useZone();
  const toggle = (ref: Ref<MenuToggleElement>) => (
    <MenuToggle ref={ref} variant="plain" aria-label={`${words.masthead.theme}, ${words.masthead.zone}`} isExpanded={open} onClick={() => setOpen(!open)}><AdjustIcon /></MenuToggle>
  );
  return (
    <Dropdown isOpen={open} onOpenChange={setOpen} toggle={toggle} shouldFocusFirstItemOnOpen popperProps={{ position: "right", appendTo: "inline" }}>
      <DropdownGroup label={words.masthead.theme}>
        <DropdownList aria-label={words.masthead.theme}>
          {themes.map((one) => (
            <DropdownItem key={one} isSelected={one === theme} onClick={() => { setTheme(one); setOpen(false); }}>{words.masthead.themes[one]}</DropdownItem>
          ))}
        </DropdownList>
      </DropdownGroup>
      <Divider />
      <DropdownGroup label={words.masthead.zone}>
        <DropdownList aria-label={words.masthead.zone}>
          {zones.map((one) => (
            <DropdownItem key={one} isSelected={one === zone} onClick={() => { setZone(one); setOpen(false); }}>{words.masthead.zones[one]}</DropdownItem>
          ))}
        </DropdownList>
      </DropdownGroup>
    </Dropdown>
  );
}

export function UserMenu({ session }: { session: Session }) {
  const [open, setOpen] = useState(false);
  const { signOut } = useSession();
  const toggle = (ref: Ref<MenuToggleElement>) => (
    <MenuToggle ref={ref} variant="plainText" icon={<UserIcon />} aria-label={`${words.masthead.user}: ${session.user}`} isExpanded={open} onClick={() => setOpen(!open)}>
      <span className="user-name">{session.user}</span>
    </MenuToggle>
  );
  return (
    <Dropdown isOpen={open} onOpenChange={setOpen} toggle={toggle} shouldFocusFirstItemOnOpen popperProps={{ position: "right", appendTo: "inline" }}>
      <DropdownGroup label={`${session.user}, ${words.masthead.roles[session.role]}`}>
        <DropdownList aria-label={words.masthead.user}>
          <DropdownItem onClick={() => void signOut()}>{words.masthead.signOut}</DropdownItem>
        </DropdownList>
      </DropdownGroup>
    </Dropdown>
  );
}
