// Short names for the schemas of webui/openapi.yaml.
import type { components } from "./api_types";

type Schemas = components["schemas"];
export type Box = Schemas["Box"];
export type Session = Schemas["Session"];
export type Status = Schemas["Status"];
export type Overview = Schemas["Overview"];
export type ProductOverview = Schemas["ProductOverview"];
export type Activity = Schemas["Activity"];
export type RequirementRow = Schemas["RequirementRow"];
export type RequirementGroup = Schemas["RequirementGroup"];
export type Titles = Schemas["Titles"];
export type RequirementList = Schemas["RequirementList"];
export type RequirementTrace = Schemas["RequirementTrace"];
export type Decision = Schemas["Decision"];
export type Subject = Schemas["Subject"];
export type Flow = Schemas["Flow"];
export type FlowList = Schemas["FlowList"];
export type Finding = Schemas["Finding"];
export type FindingList = Schemas["FindingList"];
export type Problem = Schemas["Problem"];
export type RequirementVerdict = Schemas["RequirementVerdict"];
export type FlowVerdict = Schemas["FlowVerdict"];
export type FlowAction = Schemas["FlowAction"];
export type DecisionAction = Schemas["DecisionAction"];
export type Enforcement = Schemas["Enforcement"];
export type Severity = Schemas["Severity"];
export type Level = Schemas["Level"];
export type RequirementKind = Schemas["RequirementKind"];

export interface StreamEvents {
  overview: Overview;
  status: Status;
  flows: Schemas["StreamFlows"];
  requirements: Schemas["StreamRequirements"];
  findings: Schemas["StreamFindings"];
  gap: Schemas["StreamGap"];
}
