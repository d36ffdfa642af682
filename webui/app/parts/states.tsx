// What a screen shows when there is no data: loading, nothing found, an error.
import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter, Skeleton } from "@patternfly/react-core";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import ExclamationCircleIcon from "@patternfly/react-icons/dist/esm/icons/exclamation-circle-icon";
import SearchIcon from "@patternfly/react-icons/dist/esm/icons/search-icon";
import { Component, type ComponentType, type ReactNode } from "react";
import { Link } from "wouter";
import type { ApiProblem } from "../data/api";
import { words } from "../words";

export function ProblemState({ problem, retry }: { problem: ApiProblem; retry?: () => void }) {
  const { title, detail, remedy, status } = problem.problem;
  return (
    <EmptyState titleText={title} headingLevel="h2" status="danger" icon={ExclamationCircleIcon} role="alert">
      <EmptyStateBody>
        <p>{detail}</p>
        {remedy && <p>{remedy}</p>}
        <p className="quiet">{words.state.code(status)}</p>
      </EmptyStateBody>
      {retry && (
        <EmptyStateFooter><EmptyStateActions><Button variant="primary" onClick={retry}>{words.state.retry}</Button></EmptyStateActions></EmptyStateFooter>
      )}
    </EmptyState>
  );
}

interface Nothing {
  title: string;
  detail: string;
  clear?: (() => void) | undefined;
  good?: boolean;
}
export function NothingState({ title, detail, clear, good = false }: Nothing) {
  const icon: ComponentType = good ? CheckCircleIcon : SearchIcon;
  return (
    <EmptyState titleText={title} headingLevel="h2" icon={icon} variant="sm" {...(good ? { status: "success" as const } : {})}>
      <EmptyStateBody>{detail}</EmptyStateBody>
      {clear && (
        <EmptyStateFooter><EmptyStateActions><Button variant="link" onClick={clear}>{words.common.clearFilters}</Button></EmptyStateActions></EmptyStateFooter>
      )}
    </EmptyState>
  );
}

export function LoadingState({ rows = 8 }: { rows?: number }) {
  return (
    <div className="loading" aria-busy="true">
      <Skeleton screenreaderText={words.state.loading} width="30%" height="1.5rem" />
      {Array.from({ length: rows }, (_, i) => <Skeleton key={i} width={`${96 - ((i * 7) % 20)}%`} height="1.1rem" />)}
    </div>
  );
}

export function NotFound() {
  return (
    <EmptyState titleText={words.state.notFound} headingLevel="h1" icon={SearchIcon}>
      <EmptyStateBody>{words.state.notFoundDetail}</EmptyStateBody>
      <EmptyStateFooter><EmptyStateActions><Link href="/">{words.state.toOverview}</Link></EmptyStateActions></EmptyStateFooter>
    </EmptyState>
  );
}

/** A screen that breaks leaves the frame standing. */
export class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError() {
    return { broken: true };
  }
  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <EmptyState titleText={words.state.brokenTitle} headingLevel="h1" status="danger" icon={ExclamationCircleIcon}>
        <EmptyStateBody>{words.state.brokenDetail}</EmptyStateBody>
        <EmptyStateFooter><EmptyStateActions><Button onClick={() => window.location.reload()}>{words.state.reload}</Button></EmptyStateActions></EmptyStateFooter>
      </EmptyState>
    );
  }
}
