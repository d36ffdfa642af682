// The words of the product, the same everywhere: icon, colour and word. Colours of charts and bars come from here too.
import { Label, Tooltip, type LabelProps } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ClipboardCheckIcon from "@patternfly/react-icons/dist/esm/icons/clipboard-check-icon";
import CutIcon from "@patternfly/react-icons/dist/esm/icons/cut-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import ExclamationTriangleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon";
import EyeIcon from "@patternfly/react-icons/dist/esm/icons/eye-icon";
import EyeSlashIcon from "@patternfly/react-icons/dist/esm/icons/eye-slash-icon";
import LongArrowAltRightIcon from "@patternfly/react-icons/dist/esm/icons/arrow-right-icon";
import MinusCircleIcon from "@patternfly/react-icons/dist/esm/icons/minus-circle-icon";
import QuestionCircleIcon from "@patternfly/react-icons/dist/esm/icons/question-circle-icon";
import ShieldAltIcon from "@patternfly/react-icons/dist/esm/icons/shield-alt-icon";
import TimesCircleIcon from "@patternfly/react-icons/dist/esm/icons/times-circle-icon";
import InfoCircleIcon from "@patternfly/react-icons/dist/esm/icons/info-circle-icon";
import BellIcon from "@patternfly/react-icons/dist/esm/icons/bell-icon";
import type { ComponentType } from "react";
import type { DecisionAction, Enforcement, FlowAction, FlowVerdict, RequirementVerdict, Severity } from "../data/types";
import { words } from "../words";

export type Verdict = RequirementVerdict | FlowVerdict;
interface Look {
  icon: ComponentType;
  color: NonNullable<LabelProps["color"]>;
}

export const looks: Record<Verdict, Look> = {
  violated: { icon: ExclamationCircleIcon, color: "red" },
  failing: { icon: TimesCircleIcon, color: "orangered" },
  unknown: { icon: QuestionCircleIcon, color: "yellow" },
  unseen: { icon: EyeSlashIcon, color: "blue" },
  attested: { icon: ClipboardCheckIcon, color: "teal" },
  verified: { icon: CheckCircleIcon, color: "green" },
  "not-applicable": { icon: MinusCircleIcon, color: "grey" },
  conforming: { icon: CheckCircleIcon, color: "green" },
  deviating: { icon: ExclamationTriangleIcon, color: "orange" },
  prohibited: { icon: BanIcon, color: "red" },
  undocumented: { icon: QuestionCircleIcon, color: "purple" },
  ungoverned: { icon: MinusCircleIcon, color: "grey" },
};
export const requirementVerdicts: RequirementVerdict[] = ["violated", "failing", "unknown", "unseen", "attested", "verified", "not-applicable"];
export const flowVerdicts: FlowVerdict[] = ["prohibited", "undocumented", "deviating", "conforming", "ungoverned"];

const actionLooks: Record<FlowAction | DecisionAction, Look> = {
  allowed: { icon: LongArrowAltRightIcon, color: "grey" },
  accept: { icon: LongArrowAltRightIcon, color: "grey" },
  blocked: { icon: ShieldAltIcon, color: "blue" },
  drop: { icon: ShieldAltIcon, color: "blue" },
  reject: { icon: ShieldAltIcon, color: "blue" },
  cut: { icon: CutIcon, color: "blue" },
  "would-block": { icon: ExclamationTriangleIcon, color: "orange" },
  seen: { icon: EyeIcon, color: "grey" },
};
const severityLooks: Record<Severity, Look> = {
  emergency: { icon: ExclamationCircleIcon, color: "red" },
  alert: { icon: ExclamationCircleIcon, color: "red" },
  critical: { icon: ExclamationCircleIcon, color: "red" },
  error: { icon: ExclamationCircleIcon, color: "red" },
  warning: { icon: ExclamationTriangleIcon, color: "orange" },
  notice: { icon: BellIcon, color: "blue" },
  informational: { icon: InfoCircleIcon, color: "grey" },
  debug: { icon: InfoCircleIcon, color: "grey" },
};

/** Class names of app.css that give a verdict's colour to bars, legends and icons. */
export const toneOf = (verdict: Verdict): string => `tone-${looks[verdict].color}`;

function Word({ look, text, outline = false }: { look: Look; text: string; outline?: boolean }) {
  const Icon = look.icon;
  return <Label isCompact color={look.color} icon={<Icon />} variant={outline ? "outline" : "filled"}>{text}</Label>;
}

export function VerdictLabel({ verdict }: { verdict: Verdict }) {
  return <Word look={looks[verdict]} text={words.verdict[verdict]} />;
}
export function ActionLabel({ action }: { action: FlowAction }) {
  return <Word look={actionLooks[action]} text={words.action[action]} outline />;
}
export function DecisionActionLabel({ action }: { action: DecisionAction }) {
  return <Word look={actionLooks[action]} text={words.decisionAction[action]} outline />;
}
export function SeverityLabel({ severity }: { severity: Severity }) {
  return <Word look={severityLooks[severity]} text={words.severity[severity]} />;
}
export function EnforcementLabel({ mode }: { mode: Enforcement }) {
  const look: Look = mode === "enforce" ? { icon: ShieldAltIcon, color: "blue" } : { icon: EyeIcon, color: "grey" };
  return (
    <Tooltip content={words.enforcementHelp[mode]}>
      <span><Word look={look} text={words.enforcement[mode]} outline /></span>
    </Tooltip>
  );
}
export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  const Icon = looks[verdict].icon;
  return <span className={`verdict-icon ${toneOf(verdict)}`} aria-hidden="true"><Icon /></span>;
}
/** A word with a tick or a cross, for what either works or does not. */
export function HealthLabel({ good, text, unsure = false }: { good: boolean; text: string; unsure?: boolean }) {
  if (good) return <Word look={looks.verified} text={text} />;
  return <Word look={unsure ? severityLooks.warning : looks.violated} text={text} />;
}
