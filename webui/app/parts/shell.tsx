// The frame of every screen: masthead, navigation, skip link, keyboard keys.
import { Button, Masthead, MastheadBrand, MastheadContent, MastheadLogo, MastheadMain, MastheadToggle, Nav, NavItem, NavList, Page, PageSection, PageSidebar, PageSidebarBody, PageToggleButton, SkipToContent } from "@patternfly/react-core";
import BarsIcon from "@patternfly/react-icons/dist/esm/icons/bars-icon";
import ExchangeAltIcon from "@patternfly/react-icons/dist/esm/icons/exchange-alt-icon";
import FlagIcon from "@patternfly/react-icons/dist/esm/icons/flag-icon";
import KeyboardIcon from "@patternfly/react-icons/dist/esm/icons/keyboard-icon";
import ListAltIcon from "@patternfly/react-icons/dist/esm/icons/list-alt-icon";
import ServerIcon from "@patternfly/react-icons/dist/esm/icons/server-icon";
import TachometerAltIcon from "@patternfly/react-icons/dist/esm/icons/tachometer-alt-icon";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { useResource } from "../data/resource";
import { onStream } from "../data/stream";
import type { Session, Status } from "../data/types";
import { words } from "../words";
import { KeysDialog, useKeys } from "./keys";
import { LiveState } from "./live_state";
import { Logo } from "./logo";
import { SettingsMenu, UserMenu } from "./masthead_menus";

const entries = [
  ["/", words.nav.overview, TachometerAltIcon],
  ["/requirements", words.nav.requirements, ListAltIcon],
  ["/flows", words.nav.flows, ExchangeAltIcon],
  ["/findings", words.nav.findings, FlagIcon],
  ["/status", words.nav.status, ServerIcon],
] as const;

function Navigation({ path, done }: { path: string; done: () => void }) {
  return (
    <Nav aria-label={words.navigation}>
      <NavList>
        {entries.map(([to, text, Icon]) => {
          const active = to === "/" ? path === "/" : path.startsWith(to);
          return (
            <NavItem key={to} isActive={active} onClick={done}>
              <Link href={to} aria-current={active ? "page" : undefined}>
                <span className="nav-icon" aria-hidden="true"><Icon /></span>{text}
              </Link>
            </NavItem>
          );
        })}
      </NavList>
    </Nav>
  );
}

/** Another screen was opened: its title goes to the window, and the view and the focus to its top. */
function useArrival(path: string): void {
  const first = useRef(true);
  useEffect(() => {
    const entry = [...entries].reverse().find(([to]) => (to === "/" ? path === "/" : path.startsWith(to)));
    const id = path.match(/^\/requirements\/(.+)$/)?.[1];
    document.title = `${id ?? entry?.[1] ?? words.state.notFound} · ${words.product}`;
    if (first.current) {
      first.current = false;
      return;
    }
    const main = document.getElementById("main");
    main?.scrollTo(0, 0);
    main?.focus({ preventScroll: true });
  }, [path]);
}

const isWide = () => window.matchMedia("(min-width: 75rem)").matches;

export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const [path] = useLocation();
  const [open, setOpen] = useState(isWide);
  const [keysShown, setKeysShown] = useState(false);
  const status = useResource<Status>("/status");
  const { change } = status;
  useEffect(() => onStream("status", (next) => change(() => next)), [change]);
  useArrival(path);
  useKeys(() => setKeysShown(true));

  const masthead = (
    <Masthead>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton variant="plain" aria-label={words.masthead.toggleNavigation} isSidebarOpen={open} onSidebarToggle={() => setOpen(!open)}>
            <BarsIcon />
          </PageToggleButton>
        </MastheadToggle>
        <MastheadBrand>
          <MastheadLogo component={(props) => <Link {...props} href="/" className={`${String(props.className ?? "")} brand`} />}>
            <Logo /><span className="brand-name">{words.product}</span>
          </MastheadLogo>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <div className="masthead-row">
          <span className="masthead-site">{status.data?.site}</span>
          <span className="masthead-end">
            <LiveState />
            <Button variant="plain" className="keys-button" aria-label={words.masthead.keys} icon={<KeyboardIcon />} onClick={() => setKeysShown(true)} />
            <SettingsMenu />
            <UserMenu session={session} />
          </span>
        </div>
      </MastheadContent>
    </Masthead>
  );
  const sidebar = (
    <PageSidebar isSidebarOpen={open}>
      <PageSidebarBody><Navigation path={path} done={() => !isWide() && setOpen(false)} /></PageSidebarBody>
    </PageSidebar>
  );
  const skip = <SkipToContent href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{words.skip}</SkipToContent>;
  return (
    <Page masthead={masthead} sidebar={sidebar} skipToContent={skip} mainContainerId="main" mainTabIndex={-1}>
      <PageSection hasBodyWrapper={false} className="screen">{children}</PageSection>
      {keysShown && <KeysDialog close={() => setKeysShown(false)} />}
    </Page>
  );
}
