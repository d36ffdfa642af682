import { Content, Title } from "@patternfly/react-core";
import type { ReactNode } from "react";

export function ScreenHead({ title, lead, children }: { title: ReactNode; lead: ReactNode; children?: ReactNode }) {
  return (
    <header className="screen-head">
      <div>
        <Title headingLevel="h1" size="2xl">{title}</Title>
        <Content component="p" className="lead">{lead}</Content>
      </div>
      {children && <div className="screen-head-end">{children}</div>}
    </header>
  );
}
