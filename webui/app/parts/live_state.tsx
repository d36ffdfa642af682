// Whether what the page shows still follows the appliance.
import { Tooltip } from "@patternfly/react-core";
import { useStreamState } from "../data/stream";
import { words } from "../words";

export function LiveState() {
  const state = useStreamState();
  const [text, help] = {
    live: [words.masthead.live, words.masthead.liveHelp],
    connecting: [words.masthead.connecting, words.masthead.connectingHelp],
    hidden: [words.masthead.hidden, words.masthead.connectingHelp],
    lost: [words.masthead.lost, words.masthead.lostHelp],
  }[state] as [string, string];
  return (
    <Tooltip content={help}>
      <span className={`live live-${state}`} role="status" tabIndex={0}><span className="live-dot" aria-hidden="true" />{text}</span>
    </Tooltip>
  );
}
