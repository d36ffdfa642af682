// Keyboard keys of every screen, and the dialog that lists them. Keys typed into a field stay there.
import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { words } from "../words";

const places: Record<string, string> = { o: "/", r: "/requirements", f: "/flows", i: "/findings", s: "/status" };
const together = 1_200; // ms between `g` and its letter

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("#main .search input");
  field?.focus();
  return Boolean(field);
}

export function useKeys(showKeys: () => void): void {
  const [, navigate] = useLocation();
  const leader = useRef(0);
  const show = useRef(showKeys);
  show.current = showKeys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog]")) return;
      const place = event.timeStamp - leader.current < together ? places[event.key] : undefined;
      leader.current = event.key === "g" ? event.timeStamp : 0;
      if (place) navigate(place);
      else if (event.key === "?") show.current();
      else if (event.key === "p") document.querySelector<HTMLButtonElement>("[data-key-pause]")?.click();
      else if (event.key === "/" && focusSearch()) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate]);
}

/** Its focus trap gives the focus back to what had it before. */
export function KeysDialog({ close }: { close: () => void }) {
  return (
    <Modal isOpen variant="small" onClose={close} aria-labelledby="keys-title">
      <ModalHeader title={words.keys.title} labelId="keys-title" />
      <ModalBody>
        <table className="keys">
          <thead><tr><th scope="col">{words.keys.key}</th><th scope="col">{words.keys.what}</th></tr></thead>
          <tbody>
            {words.keys.list.map(([keys, what]) => (
              <tr key={keys}><td>{keys.split(" ").map((key) => <kbd key={key}>{key}</kbd>)}</td><td>{what}</td></tr>
            ))}
          </tbody>
        </table>
      </ModalBody>
      <ModalFooter><Button onClick={close}>{words.keys.close}</Button></ModalFooter>
    </Modal>
  );
}
